import { DataError, type Problem, UsageError } from "../core/errors.ts";
import { maskText } from "../core/secret_mask.ts";
import { VERSION } from "../core/version.ts";
import { toVisible } from "../core/visible_text.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { createStyle, type Style } from "./terminal/style.ts";

const PLAIN = createStyle({ hasColor: false });

/** How an error is written. */
export interface ErrorLayout {
  readonly style: Style;
  /** The command that was tried, if there is one of that name; its help is pointed to. */
  readonly command: string | null;
}

/** Returns the exit code that an error ends the process with. */
export function exitCodeOf(thrown: unknown): number {
  const error = unwrap(thrown);
  if (isInterruption(error)) return EXIT_CODES.interrupted;
  if (error instanceof UsageError) return EXIT_CODES.usage;
  return error instanceof DataError ? EXIT_CODES.data : EXIT_CODES.bug;
}

/** Writes an error for a reader: the user's own without a stack and with all problems, ours with everything. */
export function describeError(thrown: unknown, layout: ErrorLayout): string {
  const error = unwrap(thrown);
  if (error instanceof UsageError) return describeProblems(error.problems, layout) + pointToHelp(layout);
  if (error instanceof DataError) return describeProblems(error.problems, layout);
  if (isInterruption(error)) return "Interrupted: nothing has been measured; what was downloaded so far is kept\n";
  return describeBug(error, layout.style);
}

/** What failed while something was closed is never the reason: that is what came before. */
function unwrap(error: unknown): unknown {
  return error instanceof SuppressedError ? unwrap(error.suppressed) : error;
}

/** A signal has aborted what cannot be ended halfway, such as a download; timeouts have errors of other names. */
function isInterruption(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Writes a mistake of this program, with its stack. */
export function describeBug(error: unknown, style: Style = PLAIN): string {
  const text = error instanceof Error ? error.stack ?? String(error) : String(error);
  const cause = error instanceof Error && error.cause !== undefined ? `\nCaused by: ${describeCause(error.cause)}` : "";
  const platform = `streamgauge ${VERSION}, Deno ${Deno.version.deno}, ${Deno.build.target}`;
  return `${style.error("Internal error:")} ${
    toVisible(`${text}${cause}`)
  }\nThis is a mistake of streamgauge (${platform}).\n`;
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.stack ?? String(cause) : String(cause);
}

function describeProblems(problems: readonly Problem[], { style }: ErrorLayout): string {
  const [only, ...others] = problems;
  if (only !== undefined && others.length === 0) return `${style.error("Error:")} ${describeProblem(only, "  ")}`;
  const lines = problems.map((problem, index) => {
    const number = `${index + 1}. `;
    return `  ${number}${describeProblem(problem, " ".repeat(number.length + 2))}`;
  });
  return `${style.error(`${problems.length} errors:`)}\n${lines.join("")}`;
}

function describeProblem({ message, hint }: Problem, indent: string): string {
  const text = show(message);
  return hint === undefined ? `${text}\n` : `${text}\n${indent}${show(hint)}\n`;
}

/** Words of the user and of services stand in messages: keys in them are nobody else's business. */
function show(text: string): string {
  return toVisible(maskText(text));
}

function pointToHelp({ command }: ErrorLayout): string {
  return `\nAll options: streamgauge ${command === null ? "" : `${command} `}--help\n`;
}
