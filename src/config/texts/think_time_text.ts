import { MAX_TIMER_MS } from "../../core/clock.ts";
import { parseDistribution, type Read, scaleOf, type ValueDistribution } from "../../core/value_distribution.ts";

const FORMS = "must be a time such as 2s, or exp:2s, uniform:1s:5s, normal:2s:500ms, lognormal:2s:0.5 or gamma:2s:2";
/** Their second number is a shape, not a time. */
const WITH_SHAPE: readonly string[] = ["lognormal", "gamma"];
const BARE = /^(\d+\.?\d*|\.\d+)$/;

/**
 * Reads the pause between turns as a distribution in ms; a number without a unit is in seconds.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * deepStrictEqual(parseThinkTime("2"), { value: { kind: "fixed", value: 2000 } });
 * deepStrictEqual(parseThinkTime("uniform:500ms:5"), { value: { kind: "uniform", min: 500, max: 5000 } });
 * ```
 */
export function parseThinkTime(text: string): Read<ValueDistribution> {
  const words = text.trim().toLowerCase().split(":");
  const withUnits = words.map((word, index) => {
    const isShape = index === 2 && WITH_SHAPE.includes(words[0] ?? "");
    return BARE.test(word) && !isShape ? `${word}s` : word;
  });
  const read = parseDistribution(withUnits.join(":"), "time");
  if (!("value" in read)) return { expected: `${FORMS}; a number without unit is in seconds` };
  return scaleOf(read.value) <= MAX_TIMER_MS
    ? read
    : { expected: "must be a time that a timer can wait, 24 days at most" };
}
