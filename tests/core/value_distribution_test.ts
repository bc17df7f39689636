import { deepStrictEqual, ok } from "node:assert/strict";
import { createRandom } from "../../src/core/random.ts";
import { drawValue, parseDistribution, type Quantity } from "../../src/core/value_distribution.ts";

const READABLE: readonly [text: string, quantity: Quantity, distribution: unknown][] = [
  ["100", "time", { kind: "fixed", value: 100 }],
  ["1.5s", "time", { kind: "fixed", value: 1500 }],
  ["250us", "time", { kind: "fixed", value: 0.25 }],
  ["uniform:50:150", "time", { kind: "uniform", min: 50, max: 150 }],
  ["normal:100ms:0.02s", "time", { kind: "normal", mean: 100, deviation: 20 }],
  ["exp:50", "time", { kind: "exponential", mean: 50 }],
  ["lognormal:80ms:0.5", "time", { kind: "lognormal", median: 80, sigma: 0.5 }],
  ["gamma:100:2", "count", { kind: "gamma", mean: 100, shape: 2 }],
];

const UNREADABLE: readonly [text: string, quantity: Quantity][] = [
  ["", "time"],
  ["fast", "time"],
  ["-5", "time"],
  ["10ms", "count"],
  ["uniform:50", "time"],
  ["uniform:150:50", "time"],
  ["normal:1:2:3", "time"],
  ["gamma:100:0", "time"],
  ["lognormal:80:0.5ms", "time"],
];

/** Mean and standard deviation that the formulas of each distribution give. */
const MOMENTS: Readonly<Record<string, readonly [mean: number, deviation: number]>> = {
  "30": [30, 0],
  "uniform:50:150": [100, 100 / Math.sqrt(12)],
  "normal:100:20": [100, 20],
  "exp:50": [50, 50],
  "lognormal:80:0.5": [80 * Math.exp(0.125), 80 * Math.exp(0.125) * Math.sqrt(Math.exp(0.25) - 1)],
  "gamma:100:4": [100, 50],
};

Deno.test("parseDistribution() reads every form", () => {
  for (const [text, quantity, value] of READABLE) deepStrictEqual(parseDistribution(text, quantity), { value }, text);
});

Deno.test("parseDistribution() refuses what is no distribution and says what is one", () => {
  for (const [text, quantity] of UNREADABLE) {
    const read = parseDistribution(text, quantity);
    ok("expected" in read && /^must be a number, uniform:MIN:MAX/.test(read.expected), text);
  }
});

Deno.test("drawValue() keeps the mean and the deviation of each distribution", () => {
  for (const [text, [mean, deviation]] of Object.entries(MOMENTS)) {
    const read = parseDistribution(text, "time");
    if ("expected" in read) throw new Error(text);
    const random = createRandom(7);
    const values = Array.from({ length: 20_000 }, () => drawValue(read.value, random));
    const drawnMean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - drawnMean) ** 2, 0) / values.length;
    ok(Math.abs(drawnMean - mean) <= 0.03 * mean, `${text}: mean ${drawnMean}`);
    ok(Math.abs(Math.sqrt(variance) - deviation) <= 0.05 * deviation + 1e-9, `${text}: ${Math.sqrt(variance)}`);
  }
});

Deno.test("drawValue() never draws less than 0", () => {
  const random = createRandom(1);
  for (let i = 0; i < 1000; i++) ok(drawValue({ kind: "normal", mean: 1, deviation: 50 }, random) >= 0);
});
