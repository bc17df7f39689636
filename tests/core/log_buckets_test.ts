import { ok, strictEqual } from "node:assert";
import { countLogBuckets, fromLogBucket, type LogScale, toLogBucket } from "../../src/core/log_buckets.ts";
import { fc } from "../support/property.ts";

const SCALE = fc.record({ bits: fc.integer({ min: 1, max: 10 }), minExponent: fc.integer({ min: -20, max: -3 }) });

Deno.test("a value is read back within half a bucket, whatever the scale", () => {
  const value = fc.double({ min: 0.125, max: 1e9, noNaN: true });
  fc.assert(fc.property(SCALE, value, (scale, value) => {
    const read = fromLogBucket(toLogBucket(value, scale), scale);
    ok(Math.abs(read - value) <= value * 2 ** -(scale.bits + 1), `${read} for ${value}`);
  }));
});

Deno.test("larger values never have smaller buckets, and each bucket is that of its own value", () => {
  const scale: LogScale = { bits: 3, minExponent: -4 };
  for (let index = 0; index < countLogBuckets(scale, 6); index++) {
    const value = fromLogBucket(index, scale);
    strictEqual(toLogBucket(value, scale), index);
    ok(index === 0 || value > fromLogBucket(index - 1, scale));
  }
  strictEqual(toLogBucket(2 ** 6, scale), countLogBuckets(scale, 6) - 1);
});

Deno.test("what is no value to be told apart counts as 0", () => {
  for (const value of [0, -1, NaN, 2 ** -30]) strictEqual(toLogBucket(value, { bits: 4, minExponent: -11 }), 0);
});
