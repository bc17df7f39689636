import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Session } from "../../core/session.ts";
import { BadLineError, parseJsonLine } from "../bad_lines.ts";
import type { DatasetContext } from "../dataset.ts";
import { toLengthSession } from "./length_session.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { TraceArgs } from "./trace_args.ts";
import type { TraceFormat } from "./trace_format.ts";
import type { TracePrompts } from "./trace_prompts.ts";

/** What the format is read with. */
export interface MooncakeSettings {
  readonly args: TraceArgs;
  readonly prompts: TracePrompts;
  readonly context: Pick<DatasetContext, "applyChatTemplate">;
}

/**
 * Creates the reader of Mooncake traces and their kin: JSON objects with `timestamp` (ms, unless told otherwise),
 * `input_length` in tokens or the prompt itself as `text_input`, perhaps `output_length` (missing: as the run says) and
 * `hash_ids`, one for each block of the prompt. Other keys are of no use and ignored.
 */
export function createMooncakeFormat({ args, prompts, context }: MooncakeSettings): TraceFormat {
  return {
    read(line) {
      const value = parseJsonLine(line);
      if (!isJsonObject(value)) throw new BadLineError("is not a JSON object");
      const atMs = parseTimestamp(value["timestamp"], args.timestampUnit === "s" ? 1000 : 1);
      if (atMs === null) throw new BadLineError('has no "timestamp" that is a number');
      const outputTokens = readOutputLength(value);
      const text = value["text_input"];
      if (typeof text === "string" && text !== "") {
        return { atMs, toSession: () => toTextSession(text, outputTokens, context) };
      }
      const inputTokens = readCount(value, "input_length");
      const hashIds = readHashIds(value["hash_ids"]);
      return {
        atMs,
        toSession: (index) =>
          toLengthSession({ index, inputTokens, outputTokens, hashIds, model: null }, { args, prompts }),
      };
    },
    report: prompts.report,
  };
}

/** Above this many requests a second a trace is of no service that there is. */
const MOST_PER_SECOND = 200;

/**
 * Finds out by its first lines in which unit a trace has its times: as ms they are fractions that would make more
 * requests a second than any service takes, so they are seconds.
 */
export function findTimeUnit(lines: readonly string[]): "s" | "ms" {
  const times = lines.map(timeOf).filter((time) => time !== null);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const hasFractions = times.some((time) => !Number.isInteger(time));
  const perSecond = (times.length - 1) / ((last - first) / 1000);
  return hasFractions && last > first && perSecond > MOST_PER_SECOND ? "s" : "ms";
}

function timeOf(line: string): number | null {
  try {
    const value: unknown = JSON.parse(line);
    const time = isJsonObject(value) ? value["timestamp"] : null;
    return typeof time === "number" ? time : null;
  } catch {
    // The line is told of with all others that are wrong.
    return null;
  }
}

function toTextSession(
  text: string,
  outputTokens: number | null,
  { applyChatTemplate }: MooncakeSettings["context"],
): Session {
  const input = applyChatTemplate
    ? { kind: "messages", messages: [{ role: "user", content: text }] } as const
    : { kind: "text", text } as const;
  return { turns: [{ input, ...(outputTokens === null ? {} : { maxTokens: Math.max(1, outputTokens) }) }] };
}

function readOutputLength(value: JsonObject): number | null {
  const length = value["output_length"];
  return length === undefined || length === null ? null : readCount(value, "output_length");
}

function readCount(value: JsonObject, key: string): number {
  const count = value[key];
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return count;
  throw new BadLineError(`has no whole number "${key}" of 0 or more`);
}

function readHashIds(value: unknown): readonly (number | string)[] | null {
  if (value === undefined || value === null) return null;
  const isId = (id: unknown) => typeof id === "number" || typeof id === "string";
  if (Array.isArray(value) && value.every(isId)) return value;
  throw new BadLineError('has "hash_ids" that are not an array of numbers');
}
