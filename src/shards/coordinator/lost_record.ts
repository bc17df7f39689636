import { toBlankRecord } from "../../core/blank_record.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { LostRequest } from "./ledger.ts";

interface Loss {
  readonly shard: number;
  readonly lostAtMs: number;
}

/** Makes the record of a request that was lost with its event loop: all that is known is that it started. */
export function toLostRecord({ item, turnIndex, startedAtMs }: LostRequest, { shard, lostAtMs }: Loss): RequestRecord {
  const { phase, index: sessionIndex, requestId, model, label, dueAtMs, isStream } = item;
  return toBlankRecord({
    place: { phase, sessionIndex, turnIndex, isLastTurn: true, shard, requestId, model, label, endpoint: null },
    start: { dueAtMs, slotAtMs: startedAtMs },
    sentAtMs: startedAtMs,
    endAtMs: lostAtMs,
    isStream,
    failure: { kind: "lost", message: `Event loop ${shard} of the client was lost while it ran` },
  });
}
