import { strictEqual } from "node:assert";
import { parseTimestamp } from "../../../src/datasets/traces/timestamp.ts";

const TIMES: readonly (readonly [unknown, number | null])[] = [
  [0, 0],
  [1.5, 1500],
  [-2, -2000],
  ["1700000000.25", 1_700_000_000_250],
  [" 12 ", 12_000],
  ["1e3", 1_000_000],
  ["1970-01-01T00:00:01Z", 1000],
  ["1970-01-01T00:00:01", 1000],
  ["1970-01-01 00:00:01.5", 1500],
  ["1970-01-01T00:00:00.123456Z", 123.456],
  ["1970-01-01T01:00:00+01:00", 0],
  ["1970-01-01T00:00:00-0530", 19_800_000],
  ["1970-01-01T02:00+02", 0],
  ["1970-01-02", 86_400_000],
  ["2024-02-29T12:34:56.789Z", Date.UTC(2024, 1, 29, 12, 34, 56, 789)],
  ["2023-02-29T00:00:00Z", null],
  ["2024-13-01", null],
  ["2024-01-01T25:00:00Z", null],
  ["2024-01-01T10:60:00Z", null],
  ["yesterday", null],
  ["", null],
  ["0x10", null],
  ["Infinity", null],
  [NaN, null],
  [Infinity, null],
  [true, null],
  [null, null],
  [undefined, null],
  [[1], null],
];

for (const [value, expected] of TIMES) {
  Deno.test(`parseTimestamp() reads ${JSON.stringify(value)} (${typeof value}) as ${expected} ms`, () => {
    strictEqual(parseTimestamp(value, 1000), expected);
  });
}

Deno.test("the unit of numbers is not that of dates", () => {
  strictEqual(parseTimestamp(5, 1), 5);
  strictEqual(parseTimestamp("5", 1), 5);
  strictEqual(parseTimestamp("1970-01-01T00:00:05Z", 1), 5000);
});
