import { CHUNK_CODE, isOutputCode } from "../../core/chunk_kind.ts";
import type { RequestRecord } from "../../core/record.ts";

/** What the rules of any tool read of a succeeded request. Times are ms since it was sent. */
export interface PeerRequest {
  readonly isStream: boolean;
  readonly outputTokens: number | null;
  /** The end of the exchange: `[DONE]` and what follows it. */
  readonly endMs: number;
  /** Events with text, reasoning, tool-call arguments or sound. */
  readonly outputMs: readonly number[];
  /** Those, and events of a role, an empty text or a finish reason: all that have a choice. */
  readonly choiceMs: readonly number[];
  /** All events, one with the usage alone included. */
  readonly eventMs: readonly number[];
  /** Output tokens so far at each event with output, where the service counts on each. */
  readonly outputCounts: readonly number[] | null;
}

/** Takes from a record what rules read. */
export function toPeerRequest({ isStream, times, chunks, tokens }: RequestRecord): PeerRequest {
  const events = [...chunks.atMs].map((atMs, index) => ({
    ms: atMs - times.sentAtMs,
    code: chunks.kinds[index] ?? CHUNK_CODE.other,
    tokens: chunks.tokens?.[index] ?? 0,
  }));
  const outputs = events.filter(({ code }) => isOutputCode(code));
  return {
    isStream,
    outputTokens: tokens.completionTokens,
    endMs: times.endAtMs - times.sentAtMs,
    outputMs: outputs.map(({ ms }) => ms),
    choiceMs: events.filter(({ code }) => code !== CHUNK_CODE.usage).map(({ ms }) => ms),
    eventMs: events.map(({ ms }) => ms),
    // What a tokenizer of ours counted none of these tools can have seen.
    outputCounts: chunks.tokens === null || chunks.tokensFrom === "tokenizer"
      ? null
      : outputs.map((event) => event.tokens),
  };
}
