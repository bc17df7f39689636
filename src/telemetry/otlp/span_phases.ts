import { isOutputCode } from "../../core/chunk_kind.ts";
import type { RequestRecord } from "../../core/record.ts";

/** A moment of a request. */
export interface Phase {
  readonly name: string;
  readonly atMs: number;
}

/** Lists what happened to a request, in its order. */
export function listPhases({ times, chunks }: RequestRecord): Phase[] {
  const first = chunks.kinds.findIndex(isOutputCode);
  const last = chunks.kinds.findLastIndex(isOutputCode);
  const phases: Phase[] = [];
  let isInOrder = true;
  const add = (name: string, atMs: number | null | undefined) => {
    if (typeof atMs !== "number") return;
    isInOrder &&= atMs >= (phases.at(-1)?.atMs ?? -Infinity);
    phases.push({ name, atMs });
  };
  add("connected", times.connectedAtMs);
  add("tls_established", times.tlsAtMs);
  add("request_sent", times.writtenAtMs ?? times.sentAtMs);
  add("response_headers", times.headersAtMs);
  add("first_byte", times.firstByteAtMs);
  add("first_token", first < 0 ? null : chunks.atMs[first]);
  add("last_token", last < 0 ? null : chunks.atMs[last]);
  // Where nobody says when the request was written, it was sent before the connection was there.
  return isInOrder ? phases : phases.toSorted((a, b) => a.atMs - b.atMs);
}
