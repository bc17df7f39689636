import type { CounterSource, OpenTokenCounter } from "../../run/token_counter.ts";
import { countJob } from "./count_tokens.ts";

/** Counts on this thread. */
export async function openInlineCounter(source: CounterSource): Promise<OpenTokenCounter> {
  const tokenizer = await source.load();
  return {
    name: tokenizer.name,
    origin: tokenizer.origin,
    count: (job) => Promise.resolve(countJob(job, tokenizer)),
    [Symbol.dispose]: () => {},
  };
}
