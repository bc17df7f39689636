import { BadLineError } from "../bad_lines.ts";
import type { DatasetListener } from "../dataset.ts";
import { separatorOf } from "../tables/separators.ts";
import { splitCsvLine } from "./csv_line.ts";
import { toLengthSession } from "./length_session.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { TraceArgs } from "./trace_args.ts";
import type { TraceFormat } from "./trace_format.ts";
import type { TracePrompts } from "./trace_prompts.ts";

/** What published tables call their columns: BurstGPT, Azure's traces of 2023 and 2024, Vidur, and plain words. */
const COLUMNS = {
  at: ["timestamp", "arrival_time", "arrived_at", "arrival_timestamp", "time"],
  input: [
    "request tokens",
    "contexttokens",
    "context_tokens",
    "num_prefill_tokens",
    "input_length",
    "input_tokens",
    "prompt_tokens",
  ],
  output: [
    "response tokens",
    "generatedtokens",
    "generated_tokens",
    "num_decode_tokens",
    "output_length",
    "output_tokens",
    "completion_tokens",
  ],
} as const;
const MODEL_COLUMN = "model";

/** Tells whether a line is the head of a table of times and lengths. */
export function isTableHead(line: string): boolean {
  const names = toNames(line);
  return Object.values(COLUMNS).every((known) => known.some((name) => names.includes(name)));
}

/** What the format is read with. */
export interface TableTraceSettings {
  /** The first line of the file. */
  readonly head: string;
  readonly args: TraceArgs;
  readonly prompts: TracePrompts;
  readonly listener: DatasetListener;
}

/**
 * Creates the reader of traces that are a table in CSV: columns of the time (s, or ISO times), of the input tokens and of
 * the output tokens, found by their names, perhaps `Model`, and others. Requests without a response are the ones that
 * failed: left out.
 */
export function createTableFormat({ head, args, prompts, listener }: TableTraceSettings): TraceFormat {
  const separator = separatorOf(head);
  const names = toNames(head);
  const indexOf = (known: readonly string[]) => names.findIndex((name) => known.includes(name));
  const places = { at: indexOf(COLUMNS.at), input: indexOf(COLUMNS.input), output: indexOf(COLUMNS.output) };
  const shown = splitCsvLine(head, separator);
  let failed = 0;
  return {
    read({ text }) {
      if (text === head) return null;
      const fields = splitCsvLine(text, separator);
      const field = (place: number): string | null => fields[place] ?? null;
      const atMs = parseTimestamp(field(places.at), args.timestampUnit === "ms" ? 1 : 1000);
      if (atMs === null) throw new BadLineError(`has ${show(field(places.at))} as "${shown[places.at]}"`);
      const inputTokens = toCount(field(places.input), shown[places.input] ?? "");
      const outputTokens = toCount(field(places.output), shown[places.output] ?? "");
      if (outputTokens === 0) failed++;
      if (outputTokens === 0) return null;
      const model = field(names.indexOf(MODEL_COLUMN));
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
  return splitCsvLine(head, separatorOf(head)).map((name) => name.toLowerCase());
}

function toCount(text: string | null, column: string): number {
  const count = text === null || text === "" ? NaN : Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new BadLineError(`has ${show(text)} as "${column}", which must be a whole number`);
}

function show(text: string | null): string {
  return text === null || text === "" ? "nothing" : `"${text}"`;
}
