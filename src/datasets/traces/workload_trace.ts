import { DataError, UsageError } from "../../core/errors.ts";
import { isJsonObject, isJsonText } from "../../core/json.ts";
import type { Session } from "../../core/session.ts";
import { BadLineError } from "../bad_lines.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import type { TextLine } from "../read_lines.ts";
import { createMooncakeFormat, findTimeUnit } from "./mooncake_format.ts";
import { createRequestFormat } from "./request_format.ts";
import { createTableFormat, isTableHead } from "./table_format.ts";
import { parseTraceArgs, type TraceArgs, type TraceFormatName } from "./trace_args.ts";
import { openTrace, readLineAt, readPlacedLines } from "./trace_file.ts";
import type { TraceFormat, TraceRecord } from "./trace_format.ts";
import { indexTrace, type TraceIndex } from "./trace_index.ts";
import { createTracePrompts } from "./trace_prompts.ts";
import { findRows } from "../wrapped_rows.ts";

/**
 * Makes the dataset `workload_trace`: requests that were recorded, each at its own time after the first. The file is
 * read once to find every fault and the order of time, then request by request as they are sent.
 */
export async function createWorkloadTraceDataset(context: DatasetContext): Promise<Dataset> {
  const { path, listener } = context;
  const args = parseTraceArgs(context.args);
  if (path === null) {
    throw new UsageError('The dataset "workload_trace" needs a file', { hint: "Give --dataset-path FILE" });
  }
  const format = await createFormat(path, { args, context });
  const index = await indexTrace(path, format);
  if (!index.wasSorted) listener.warn(`The trace "${path}" is not in the order of time: its requests are sorted`);
  const skip = context.offset % index.count;
  format.report();
  return {
    isEndless: false,
    hasArrivalTimes: true,
    sessionCount: index.count - skip,
    sessions: () => replay({ path, index, format, skip, speed: args.speed }),
  };
}

interface Replay {
  readonly path: string;
  readonly index: TraceIndex;
  readonly format: TraceFormat;
  /** Requests left out at the start. */
  readonly skip: number;
  readonly speed: number;
}

async function* replay({ path, index, format, skip, speed }: Replay): AsyncGenerator<Session, void, undefined> {
  using file = await openTrace(path);
  const startMs = index.at(skip).atMs;
  try {
    for (let place = skip; place < index.count; place++) {
      const found = index.at(place);
      const record = readAgain(await readLineAt(file, path, found), path, format);
      yield { ...record.toSession(place), arrivalOffsetMs: (found.atMs - startMs) / speed };
    }
  } finally {
    format.report();
  }
}

function readAgain(line: TextLine, path: string, format: TraceFormat): TraceRecord {
  try {
    const record = format.read(line);
    if (record !== null) return record;
  } catch (cause) {
    if (!(cause instanceof BadLineError)) throw cause;
  }
  throw new DataError(`Cannot read line ${line.number} of the trace "${path}" again: the file was changed meanwhile`);
}

async function createFormat(
  path: string,
  { args, context }: { readonly args: TraceArgs; readonly context: DatasetContext },
): Promise<TraceFormat> {
  const lines = await readFirstLines(path);
  const head = lines[0] ?? "";
  refuseDocument(path, head);
  const name = args.format ?? detectFormat(head);
  if (name === "requests") return createRequestFormat(args);
  const prompts = await createTracePrompts(context, args.blockTokens);
  if (name === "mooncake") {
    const timestampUnit = args.timestampUnit ?? findTimeUnit(lines);
    if (args.timestampUnit === null && timestampUnit === "s") {
      const hint = 'if it has ms, give --dataset-args \'{"timestamp_unit": "ms"}\'';
      context.listener.warn(`The times of the trace "${path}" are taken as seconds, by their size; ${hint}`);
    }
    return createMooncakeFormat({ args: { ...args, timestampUnit }, prompts, context });
  }
  if (isTableHead(head)) return createTableFormat({ head, args, prompts, listener: context.listener });
  throw new DataError(`Cannot use the trace "${path}" as a table: its first line does not name the columns`, {
    hint: "It must be a CSV file that begins with Timestamp,Model,Request tokens,Response tokens (BurstGPT) or " +
      "TIMESTAMP,ContextTokens,GeneratedTokens (Azure)",
  });
}

/** Enough to see in which unit times are. */
const FIRST_LINES = 200;

async function readFirstLines(path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { text } of readPlacedLines(path)) {
    lines.push(text);
    if (lines.length === FIRST_LINES) break;
  }
  if (lines.length === 0) throw new DataError(`The trace "${path}" holds no requests`);
  return lines;
}

/** A trace is read line by line: one JSON document on its first line is none. */
function refuseDocument(path: string, head: string): void {
  const value: unknown = isJsonText(head) ? JSON.parse(head) : null;
  const isWrapped = isJsonObject(value) && value.body === undefined && findRows(value) !== null;
  if (!Array.isArray(value) && !isWrapped) return;
  const place = isWrapped ? `.${Object.keys(value).find((name) => Array.isArray(value[name])) ?? ""}[]` : ".[]";
  throw new DataError(`Cannot use the trace "${path}": it is one JSON document, not a request a line`, {
    hint: `Put each on a line of its own: jq -c '${place}' FILE`,
  });
}

function detectFormat(head: string): TraceFormatName {
  if (isTableHead(head)) return "burstgpt";
  try {
    const value: unknown = JSON.parse(head);
    const isMooncake = isJsonObject(value) && !("body" in value) && ("input_length" in value || "text_input" in value);
    return isMooncake ? "mooncake" : "requests";
  } catch {
    // The first line is told of with all others that are wrong.
    return "requests";
  }
}
