import type { Exchange } from "../replies/exchange.ts";
import { drawValue } from "../../core/value_distribution.ts";

const MS_PER_SECOND = 1000;

/** Draws how long a request without generated tokens takes: the TTFT and the prefill of its tokens. */
export function drawProcessingMs({ settings, random }: Exchange, tokens: number): number {
  const speed = settings.prefillTokensPerSecond;
  return drawValue(settings.ttftMs, random) + (speed === null ? 0 : tokens / speed * MS_PER_SECOND);
}
