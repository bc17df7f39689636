import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { packReceipts, unpackReceipts } from "../../../src/agents/wire/receipts.ts";
import { createRandom } from "../../../src/core/random.ts";
import { toSendLagMs } from "../../../src/metrics/step_totals.ts";
import { drawSessions } from "../../metrics/records.ts";

Deno.test("of a record that stays at its agent the coordinator hears which request ended, when and how", () => {
  const records = drawSessions(createRandom(2), 200).filter(({ place }) => place.phase === "measured");
  const receipts = packReceipts(records);
  strictEqual(receipts.byteLength, 64 * records.length);
  const read = unpackReceipts(receipts, { phase: "measured", shard: 3 });
  const facts = (list: typeof read) =>
    list.map((record) => [
      record.place.sessionIndex,
      record.place.turnIndex,
      record.place.isLastTurn,
      record.failure?.kind ?? null,
      record.times.sentAtMs,
      record.times.endAtMs,
      toSendLagMs(record),
      record.counts.connectionRetries,
    ]);
  deepStrictEqual(facts(read), facts(records));
  strictEqual(read.every(({ isKeptElsewhere, place }) => isKeptElsewhere === true && place.shard === 3), true);
});
