import { reasonOf } from "../core/errors.ts";
import type { DatasetListener } from "./dataset.ts";
import { parseJson } from "./json_line.ts";
import type { TextLine } from "./read_lines.ts";

/** So many lines are named; a file of another format has nothing else. */
const MAX_WARNINGS = 5;

/** What a reader reads, and who is told of what it cannot use. */
export interface BadLineSettings {
  readonly path: string;
  readonly listener: DatasetListener;
  /** What a record of the file is called; a line when left out. */
  readonly noun?: "Record" | "Conversation" | "Trajectory";
}

/** Says what is wrong with a line, in words that follow "it": "has no text …". */
export class BadLineError extends Error {
  override readonly name = "BadLineError";
}

/** Parses a line as JSON; throws `BadLineError` where it is none. */
export function parseJsonLine({ text }: TextLine): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new BadLineError(`is not JSON: ${reasonOf(cause)}`, { cause });
  }
}

/** A reader that skips what it cannot use. */
export interface SkippingReader<T> {
  (line: TextLine): T | null;
  /** Counts the lines that were broken so far, each of them once. */
  readonly countBroken?: () => number;
}

/**
 * Makes a reader skip what it cannot use: a line for which it throws `BadLineError` is left out with a warning that
 * names file, line and reason. Only the first ones are named, and each of them once, however often the file is read.
 */
export function skipBadLines<T>(
  read: (line: TextLine) => T | null,
  { path, listener, noun }: BadLineSettings,
): SkippingReader<T> {
  let warnings = 0;
  let broken = 0;
  let lastLine = 0;
  const warn = (line: number, reason: string): void => {
    if (line <= lastLine) return;
    lastLine = line;
    broken++;
    if (warnings > MAX_WARNINGS) return;
    warnings++;
    if (warnings > MAX_WARNINGS) listener.warn(`More of "${path}" cannot be used and is skipped as well`);
    else listener.warn(`${noun ?? "Line"} ${line} of "${path}" is skipped: it ${reason}`);
  };
  const readOrSkip = (line: TextLine): T | null => {
    try {
      return read(line);
    } catch (error) {
      if (!(error instanceof BadLineError)) throw error;
      warn(line.number, error.message);
      return null;
    }
  };
  return Object.assign(readOrSkip, { countBroken: () => broken });
}
