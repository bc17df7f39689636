import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import { toIdBytes, toTraceparent, traceIdsOf, turnSpanIdOf } from "../../src/core/trace_ids.ts";

const SESSION = { stepIndex: 0, phase: "measured", sessionIndex: 7 } as const;

Deno.test("traceIdsOf() gives each session ids of its own, the same whenever it is asked", () => {
  const plan = { seed: 1, share: 1 };
  const ids = traceIdsOf(plan, SESSION);
  deepStrictEqual(traceIdsOf(plan, SESSION).traceId, ids.traceId);
  const others = [
    traceIdsOf(plan, { ...SESSION, sessionIndex: 8 }),
    traceIdsOf(plan, { ...SESSION, stepIndex: 1 }),
    traceIdsOf(plan, { ...SESSION, phase: "warmup" }),
    traceIdsOf({ ...plan, seed: 2 }, SESSION),
  ];
  for (const other of others) notDeepStrictEqual(other.traceId, ids.traceId);
  notDeepStrictEqual(turnSpanIdOf(plan, SESSION, 1), ids.spanId);
});

Deno.test("no two of many sessions share an id", () => {
  const plan = { seed: 5, share: 1 };
  const ids = Array.from({ length: 20_000 }, (_, sessionIndex) => traceIdsOf(plan, { ...SESSION, sessionIndex }));
  strictEqual(new Set(ids.map(({ traceId }) => String(traceId))).size, ids.length);
  strictEqual(new Set(ids.map(({ spanId }) => String(spanId))).size, ids.length);
});

Deno.test("toTraceparent() is as the W3C wants it, and says whether the session is traced", () => {
  match(toTraceparent(traceIdsOf({ seed: 1, share: 1 }, SESSION)), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  match(toTraceparent(traceIdsOf({ seed: 1, share: 0 }, SESSION)), /-00$/);
});

Deno.test("an id in a header and as bytes is the same, small numbers and the highest bit included", () => {
  const traceId = [1, 0xffffffff, 0x80000000, 0x0012ab00];
  const spanId = [0xfedcba98, 15];
  strictEqual(
    toTraceparent({ traceId, spanId, isSampled: true }),
    "00-00000001ffffffff800000000012ab00-fedcba980000000f-01",
  );
  deepStrictEqual([...toIdBytes(spanId)], [0xfe, 0xdc, 0xba, 0x98, 0, 0, 0, 15]);
});

Deno.test("a share of sessions is traced", () => {
  const sampled = Array.from(
    { length: 2000 },
    (_, sessionIndex) => traceIdsOf({ seed: 3, share: 0.25 }, { ...SESSION, sessionIndex }).isSampled,
  ).filter(Boolean).length;
  ok(Math.abs(sampled / 2000 - 0.25) < 0.03, String(sampled));
});
