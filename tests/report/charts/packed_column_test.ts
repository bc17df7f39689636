import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { packColumn, unpackColumn } from "../../../src/report/charts/packed_column.ts";
import { fc } from "../../support/property.ts";

function carry(values: readonly (number | null)[]): readonly (number | null)[] {
  return unpackColumn(JSON.parse(JSON.stringify(packColumn(values))), values.length);
}

function sizeOf(values: readonly (number | null)[]): number {
  return JSON.stringify(packColumn(values)).length;
}

Deno.test("a column comes back so that a picture of it is the same", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true })
    .map((value) => Number(value.toFixed(6)));
  const values = fc.array(fc.oneof(number, fc.integer({ min: 0, max: 9 }).map((count) => count * 100 / 22)));
  fc.assert(
    fc.property(fc.oneof(values, values.map((list) => list.toSorted((a, b) => a - b))), (list) => {
      const carried = carry(list);
      strictEqual(carried.length, list.length);
      const range = Math.max(...list) - Math.min(...list);
      for (const [index, value] of list.entries()) {
        const seen = range === 0 ? Math.abs(value) * 0.001 : range * 0.006;
        ok(Math.abs((carried[index] ?? NaN) - value) <= seen, `${value} is ${carried[index]}`);
      }
    }),
  );
});

Deno.test("holes stay where they are", () => {
  deepStrictEqual(carry([1, null, 3, 4, 5]), [1, null, 3, 4, 5]);
  deepStrictEqual(carry([]), []);
});

Deno.test("shares of few things and rising values take little room", () => {
  const counts = [1, 0, 0, 3, 5, 0, 2, 7, 4, 1, 1, 2, 0, 3, 3].flatMap((count) => [count, 0, 1]);
  const shares = counts.map((count) => count * 100 / 22);
  ok(sizeOf(shares) < JSON.stringify(shares.map((share) => Number(share.toPrecision(4)))).length * 0.8);
  deepStrictEqual(carry(shares).map((share) => Math.round((share ?? 0) * 0.22)), counts);
  const rising = Array.from({ length: 101 }, (_, percent) => 100 + percent ** 1.5 / 10);
  ok(sizeOf(rising) < JSON.stringify(rising.map((value) => Number(value.toPrecision(4)))).length * 0.6);
});

Deno.test("rising values of a narrow range do not become steps", () => {
  const narrow = [13.7382, 13.7386, 13.7391, 13.7402, 13.7444, 13.7479];
  deepStrictEqual(carry(narrow), narrow);
});
