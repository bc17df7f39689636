import { parseDistribution, type Read, scaleOf, type ValueDistribution } from "../../core/value_distribution.ts";

/** No model gives more. */
const MOST_TOKENS = 1_000_000_000;

/** Reads how long replies are to be, in tokens. */
export function parseOutputLength(text: string): Read<ValueDistribution> {
  const read = parseDistribution(text, "count");
  if (!("value" in read)) return read;
  const tokens = scaleOf(read.value);
  return tokens >= 1 && tokens <= MOST_TOKENS ? read : { expected: `must be a length from 1 to ${MOST_TOKENS} tokens` };
}
