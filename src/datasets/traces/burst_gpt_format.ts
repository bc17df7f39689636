import { BadLineError } from "../bad_lines.ts";
import type { DatasetListener } from "../dataset.ts";
import { splitCsvLine } from "./csv_line.ts";
import { toLengthSession } from "./length_session.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { TraceArgs } from "./trace_args.ts";
import type { TraceFormat } from "./trace_format.ts";
import type { TracePrompts } from "./trace_prompts.ts";

const COLUMNS = { at: "timestamp", input: "request tokens", output: "response tokens" } as const;
const MODEL_COLUMN = "model";

/** Tells whether a line is the head of a BurstGPT table. */
export function isBurstGptHead(line: string): boolean {
  const names = toNames(line);
  return Object.values(COLUMNS).every((name) => names.includes(name));
}

/** What the format is read with. */
export interface BurstGptSettings {
  /** The first line of the file. */
  readonly head: string;
  readonly args: TraceArgs;
  readonly prompts: TracePrompts;
  readonly listener: DatasetListener;
}

/**
 * Creates the reader of BurstGPT traces: a table in CSV with the columns `Timestamp` (s), `Model`, `Request tokens`,
 * `Response tokens` and others, found by their names. Requests without a response are the ones that failed: left out.
 */
export function createBurstGptFormat({ head, args, prompts, listener }: BurstGptSettings): TraceFormat {
  const names = toNames(head);
  let failed = 0;
  return {
    read({ text }) {
      if (text === head) return null;
      const fields = splitCsvLine(text);
      const field = (name: string): string | null => fields[names.indexOf(name)] ?? null;
      const atMs = parseTimestamp(field(COLUMNS.at), args.timestampUnit === "ms" ? 1 : 1000);
      if (atMs === null) throw new BadLineError(`has ${show(field(COLUMNS.at))} as "Timestamp"`);
      const inputTokens = toCount(field(COLUMNS.input), "Request tokens");
      const outputTokens = toCount(field(COLUMNS.output), "Response tokens");
      if (outputTokens === 0) failed++;
      if (outputTokens === 0) return null;
      const model = field(MODEL_COLUMN);
      return {
        atMs,
        toSession: (index) =>
          toLengthSession({ index, inputTokens, outputTokens, hashIds: null, model }, { args, prompts }),
      };
    },
    report() {
      prompts.report();
      if (failed > 0) listener.info(`${failed} requests of the trace have no response (they failed) and are left out`);
      failed = 0;
    },
  };
}

function toNames(head: string): readonly string[] {
  return splitCsvLine(head).map((name) => name.toLowerCase());
}

function toCount(text: string | null, column: string): number {
  const count = text === null || text === "" ? NaN : Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new BadLineError(`has ${show(text)} as "${column}", which must be a whole number`);
}

function show(text: string | null): string {
  return text === null || text === "" ? "nothing" : `"${text}"`;
}
