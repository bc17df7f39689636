import { toBlankRecord } from "../../core/blank_record.ts";
import { FAILURE_KINDS } from "../../core/failure.ts";
import type { Failure } from "../../core/failure.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { Phase } from "../../core/work_item.ts";

/** What goes to the coordinator of a record that its agent keeps: numbers of these. */
const COLUMNS = 8;
const NO_FAILURE = -1;

/** Writes which requests ended and how: 64 bytes each. */
export function packReceipts(records: readonly RequestRecord[]): Float64Array<ArrayBuffer> {
  return Float64Array.from(records.flatMap(({ place, start, times, failure, counts }) => [
    place.sessionIndex,
    place.turnIndex,
    place.isLastTurn ? 1 : 0,
    failure === null ? NO_FAILURE : FAILURE_KINDS.indexOf(failure.kind),
    start.dueAtMs ?? start.slotAtMs,
    times.sentAtMs,
    times.endAtMs,
    counts.connectionRetries,
  ]));
}

/** Reads them as records that hold nothing else. */
export function unpackReceipts(
  receipts: Float64Array,
  from: { readonly phase: Phase; readonly shard: number },
): readonly RequestRecord[] {
  const rows = Array.from({ length: receipts.length / COLUMNS }, (_, row) => row * COLUMNS);
  return rows.map((at) => unpackOne(receipts.subarray(at, at + COLUMNS), from));
}

function unpackOne(
  [
    sessionIndex = 0,
    turnIndex = 0,
    isLast = 0,
    kind = NO_FAILURE,
    slotAtMs = 0,
    sentAtMs = 0,
    endAtMs = 0,
    retries = 0,
  ]: Float64Array,
  { phase, shard }: { readonly phase: Phase; readonly shard: number },
): RequestRecord {
  const isLastTurn = isLast === 1;
  const blank = toBlankRecord({
    place: {
      phase,
      sessionIndex,
      turnIndex,
      isLastTurn,
      shard,
      requestId: null,
      model: "",
      label: null,
      endpoint: null,
    },
    start: { dueAtMs: null, slotAtMs },
    sentAtMs,
    endAtMs,
    isStream: true,
    failure: toFailure(kind),
  });
  return { ...blank, counts: { ...blank.counts, connectionRetries: retries }, isKeptElsewhere: true };
}

function toFailure(index: number): Failure | null {
  const kind = FAILURE_KINDS[index];
  return kind === undefined ? null : { kind, message: "kept by its agent" };
}
