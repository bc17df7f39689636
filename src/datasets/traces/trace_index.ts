import { DataError, type Problem } from "../../core/errors.ts";
import { BadLineError } from "../bad_lines.ts";
import type { TextLine } from "../read_lines.ts";
import { readPlacedLines } from "./trace_file.ts";
import type { TraceFormat, TraceRecord } from "./trace_format.ts";

/** So many faults are told; nobody reads more. */
const MAX_PROBLEMS = 50;

/** Where the requests of a trace stand and when they are due: what is kept of it, whatever the size of its bodies. */
export interface TraceIndex {
  readonly count: number;
  readonly wasSorted: boolean;
  /** The request at a place in the order of time. */
  at(place: number): TracePlace;
}

/** Where a request stands. */
export interface TracePlace {
  readonly atMs: number;
  readonly number: number;
  readonly startByte: number;
  readonly lengthBytes: number;
}

/** Reads a whole trace once. Throws one `DataError` that tells what is wrong with each line that cannot be used. */
export async function indexTrace(path: string, format: TraceFormat): Promise<TraceIndex> {
  const faults = createFaults(path);
  // Columns of numbers take a tenth of the memory of as many objects.
  const columns = {
    atMs: [] as number[],
    number: [] as number[],
    startByte: [] as number[],
    lengthBytes: [] as number[],
  };
  for await (const line of readPlacedLines(path)) {
    const record = faults.read(line, format);
    if (record === null) continue;
    columns.atMs.push(record.atMs);
    columns.number.push(line.number);
    columns.startByte.push(line.startByte);
    columns.lengthBytes.push(line.lengthBytes);
  }
  faults.throwAny();
  if (columns.atMs.length === 0) throw new DataError(`The trace "${path}" holds no requests`);
  return toIndex(columns);
}

type Columns = Readonly<Record<keyof TracePlace, readonly number[]>>;

function toIndex({ atMs, number, startByte, lengthBytes }: Columns): TraceIndex {
  const count = atMs.length;
  const wasSorted = atMs.every((at, i) => i === 0 || at >= (atMs[i - 1] ?? at));
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  // Requests of the same time stay in the order of the file.
  if (!wasSorted) order.sort((a, b) => (atMs[a] ?? 0) - (atMs[b] ?? 0) || a - b);
  const pick = (column: readonly number[], place: number): number => column[order[place] ?? -1] ?? NaN;
  return {
    count,
    wasSorted,
    at: (place) => ({
      atMs: pick(atMs, place),
      number: pick(number, place),
      startByte: pick(startByte, place),
      lengthBytes: pick(lengthBytes, place),
    }),
  };
}

interface Faults {
  read(line: TextLine, format: TraceFormat): TraceRecord | null;
  throwAny(): void;
}

function createFaults(path: string): Faults {
  const problems: Problem[] = [];
  let untold = 0;
  const add = (message: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push({ message });
    else untold++;
  };
  return {
    read(line, format) {
      try {
        return format.read(line);
      } catch (error) {
        if (!(error instanceof BadLineError)) throw error;
        add(`Cannot use the trace "${path}": line ${line.number} ${error.message}`);
        return null;
      }
    },
    throwAny() {
      if (untold > 0) problems.push({ message: `${untold} further lines of "${path}" cannot be used either` });
      const [first, ...others] = problems;
      if (first !== undefined) throw new DataError(first.message, { others });
    },
  };
}
