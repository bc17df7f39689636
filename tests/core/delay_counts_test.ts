import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { DelayCounts, delayPercentile } from "../../src/core/delay_counts.ts";

Deno.test("percentiles of delays are within 3.2 % of those counted, the longest is exact", () => {
  const delays = new DelayCounts();
  const values = Array.from({ length: 1000 }, (_, index) => 0.01 * 1.01 ** index);
  for (const value of values) delays.add(value);
  const report = delays.read();
  if (report === null) throw new Error("It holds nothing");
  for (const percent of [1, 50, 90, 99]) {
    const exact = values[Math.floor(999 * percent / 100)] ?? 0;
    const read: number = delayPercentile(report, percent) ?? 0;
    ok(Math.abs(read / exact - 1) < 0.032, `${percent} %: ${read} for ${exact}`);
  }
  strictEqual(report.maxMs, values.at(-1));
});

Deno.test("delays of several loops add up, and what is taken is counted once", () => {
  const [one, two] = [new DelayCounts(), new DelayCounts()];
  one.add(0.0001);
  two.add(5);
  two.noteLongest(7);
  const taken = two.take();
  deepStrictEqual(two.read(), null);
  if (taken !== null) one.merge(taken);
  const report = one.read();
  strictEqual(report?.maxMs, 7);
  strictEqual(report?.counts.reduce((sum, count) => sum + count, 0), 2);
  strictEqual(report === null ? null : delayPercentile(report, 0), 0);
});
