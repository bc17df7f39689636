import { isOutputCode } from "../core/chunk_kind.ts";
import type { ReplyChunks, RequestRecord } from "../core/record.ts";
import type { SampleBatch } from "./samples/sample_batch.ts";

/** The times of one successful request that other figures are made of. */
export interface RequestFigures {
  readonly latencyMs: number;
  /** `null`: no stream, or a stream without output. */
  readonly ttftMs: number | null;
  /** `null`: no stream, tokens unknown, fewer than two of them, no time between outputs, or several choices. */
  readonly tpotMs: number | null;
  /** The same to the end of the request, late usage included, as the reference has it. */
  readonly tpotToEndMs: number | null;
  /** From due to sent; 0 where the load has no schedule. */
  readonly lateMs: number;
  readonly outputEvents: number;
  /** Output events that came in one read with the one before. */
  readonly joinedEvents: number;
  /** Mean gap between output events; `null` with fewer than two. */
  readonly meanGapMs: number | null;
}

/** Computes the figures of a successful request, and puts the gaps between its output events into a batch. */
export function computeRequestFigures(record: RequestRecord, gaps: SampleBatch): RequestFigures {
  const span = scanOutput(record.chunks, gaps);
  const { start: { dueAtMs }, times: { sentAtMs } } = record;
  const latencyMs = toLastEventAtMs(record) - sentAtMs;
  const ttftMs = record.isStream && span.events > 0 ? span.firstAtMs - sentAtMs : null;
  return {
    latencyMs,
    ttftMs,
    tpotMs: ttftMs === null ? null : toTpotMs(record, span),
    tpotToEndMs: ttftMs === null ? null : perToken(latencyMs - ttftMs, record),
    lateMs: dueAtMs === null ? 0 : sentAtMs - dueAtMs,
    outputEvents: span.events,
    joinedEvents: span.joined,
    meanGapMs: span.events < 2 ? null : (span.lastAtMs - span.firstAtMs) / (span.events - 1),
  };
}

/** A stream ends for its reader with its last event; what follows ([DONE], closing) carries nothing. */
function toLastEventAtMs({ isStream, chunks, times }: RequestRecord): number {
  return isStream ? chunks.atMs.at(-1) ?? times.endAtMs : times.endAtMs;
}

/**
 * Decoding ends with the last output: usage that a gateway adds later is not decoding. Where all output came at one
 * moment nothing can be said, nor where tokens of several choices are counted as one.
 */
function toTpotMs(record: RequestRecord, span: OutputSpan): number | null {
  if (span.lastAtMs <= span.firstAtMs || record.notes.includes("several_choices")) return null;
  return perToken(span.lastAtMs - span.firstAtMs, record);
}

/** Divides a time by the tokens after the first. */
function perToken(spanMs: number, { tokens: { completionTokens } }: RequestRecord): number | null {
  return completionTokens === null || completionTokens < 2 ? null : spanMs / (completionTokens - 1);
}

interface OutputSpan {
  readonly events: number;
  /** Events of the same stamp as the one before: stamps are taken once a read. */
  readonly joined: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** Puts the gaps between output events into a batch. The hot loop of the metrics: runs for every event of the load. */
export function scanOutput(
  { atMs: chunkAtMs, kinds }: Pick<ReplyChunks, "atMs" | "kinds">,
  gaps: SampleBatch,
): OutputSpan {
  const gapsMs = gaps.open(chunkAtMs.length);
  let events = 0;
  let joined = 0;
  let firstAtMs = 0;
  let lastAtMs = 0;
  for (let i = 0; i < chunkAtMs.length; i++) {
    if (!isOutputCode(kinds[i] ?? -1)) continue;
    const atMs = chunkAtMs[i] ?? 0;
    if (events === 0) firstAtMs = atMs;
    else gapsMs[events - 1] = atMs - lastAtMs;
    if (events > 0 && atMs === lastAtMs) joined++;
    lastAtMs = atMs;
    events++;
  }
  gaps.close(Math.max(0, events - 1));
  return { events, joined, firstAtMs, lastAtMs };
}
