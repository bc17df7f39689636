import type { Session } from "../../core/session.ts";
import type { TextLine } from "../read_lines.ts";
import type { TraceArgs } from "./trace_args.ts";

/** One request of a trace, read. */
export interface TraceRecord {
  /** Ms on the trace's own clock. */
  readonly atMs: number;
  /** Makes its session, without the due time; `index` numbers the requests in the order of time. */
  toSession(index: number): Session;
}

/** Reads the lines of one format of traces. */
export interface TraceFormat {
  /** Reads a line; `null`: it holds no request, as the head of a table. Throws `BadLineError` where it cannot be used. */
  read(line: TextLine): TraceRecord | null;
  /** Tells of what was noticed, when no more is read. */
  report(): void;
}

/** Returns the model to ask for instead of the recorded one; `null`: none is known. */
export function chooseModel(
  recorded: string | null,
  { modelMapping, modelOverride }: Pick<TraceArgs, "modelMapping" | "modelOverride">,
): string | null {
  const mapped = recorded !== null && Object.hasOwn(modelMapping, recorded) ? modelMapping[recorded] : undefined;
  return mapped ?? modelOverride ?? recorded;
}
