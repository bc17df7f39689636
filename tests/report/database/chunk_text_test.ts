import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fc } from "../../support/property.ts";
import { CHUNK_KINDS } from "../../../src/core/chunk_kind.ts";
import { NumberListWriter } from "../../../src/report/database/number_list.ts";
import { toGapsJson, toKindsJson, toTimesJson } from "../../../src/report/database/chunk_text.ts";

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("toTimesJson() is valid JSON within half a microsecond of the times", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true })), (times) => {
    const parsed = JSON.parse(textOf(toTimesJson(Float64Array.from(times)))) as number[];
    strictEqual(parsed.length, times.length);
    for (const [index, time] of times.entries()) ok(Math.abs((parsed[index] ?? NaN) - time) <= 0.000501);
  }));
});

Deno.test("toKindsJson() says the kinds of all chunks in order", () => {
  const codes = fc.array(fc.integer({ min: 0, max: CHUNK_KINDS.length - 1 }));
  fc.assert(fc.property(codes, (kinds) => {
    const runs = JSON.parse(toKindsJson(Uint8Array.from(kinds))) as [string, number][];
    const names = runs.flatMap(([name, count]) => Array.from({ length: count }, () => name));
    deepStrictEqual(names, kinds.map((code) => CHUNK_KINDS[code]));
  }));
});

Deno.test("gaps are seconds, rounded to microseconds", () => {
  strictEqual(textOf(toGapsJson(new Float64Array())), "[]");
  strictEqual(textOf(toGapsJson(Float64Array.of(0, 20.00049, 1234.5678))), "[0,0.02,1.234568]");
});

Deno.test("lists of numbers are written as JavaScript writes the numbers", () => {
  const scaled = fc.oneof(
    fc.integer({ min: -5, max: 2 ** 31 - 1 }),
    fc.maxSafeInteger(),
    fc.integer({ min: 0, max: 1000 }),
  );
  fc.assert(fc.property(fc.array(scaled), fc.constantFrom("ms", "seconds"), (micros, unit) => {
    const writer = new NumberListWriter(unit);
    const timesMs = Float64Array.from(micros, (value) => value / 1000);
    const wanted = [...timesMs].map((timeMs) => Math.round(timeMs * 1000) / (unit === "ms" ? 1e3 : 1e6));
    strictEqual(textOf(writer.write(timesMs)), `[${wanted.join(",")}]`);
    strictEqual(textOf(writer.write(new Float64Array())), "[]");
  }));
});
