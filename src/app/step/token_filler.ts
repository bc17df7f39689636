import type { RequestRecord, TokenCounts } from "../../core/record.ts";
import { type CountWish, findCountWish } from "../../core/count_wish.ts";
import type { TokenCounter } from "../run/token_counter.ts";

/** Counts the tokens that a service did not state: of prompts, of replies, of single events. */
export interface TokenFiller {
  /** Returns the record with its counts complete; failed requests stay as they are. */
  fill(record: RequestRecord): Promise<RequestRecord>;
  /** The tokenizer that was used so far; `null`: none was needed. */
  usedTokenizer(): string | null;
}

interface TokenFillerParts {
  /** Opens what counts, at the first need. */
  readonly openCounter: () => Promise<TokenCounter>;
  /** Edge of the square of an image that counts as a prompt token. */
  readonly imagePatchPx: number;
  /** Told once, when the first count is missing. */
  readonly onFirstUse: (counter: TokenCounter) => void;
  /** Aborted when nothing is to be counted any more: what is missing stays unknown. */
  readonly signal: AbortSignal;
}

/** Creates the filler of a run. */
export function createTokenFiller(parts: TokenFillerParts): TokenFiller {
  let opening: Promise<TokenCounter> | null = null;
  let used: TokenCounter | null = null;
  return {
    async fill(record) {
      const wish = findCountWish(record);
      if (parts.signal.aborted || !(wish.counts || wish.events)) return record;
      const counter = await (opening ??= parts.openCounter());
      if (wish.counts && used === null) parts.onFirstUse(used = counter);
      return await fillCounts(record, wish, { counter, imagePatchPx: parts.imagePatchPx });
    },
    usedTokenizer: () => used?.name ?? null,
  };
}

interface Counting {
  readonly counter: TokenCounter;
  readonly imagePatchPx: number;
}

async function fillCounts(
  record: RequestRecord,
  wish: CountWish,
  { counter, imagePatchPx }: Counting,
): Promise<RequestRecord> {
  const { tokens, requestBody, reply: { content, reasoning, toolCalls }, notes } = record;
  const { textEnds: ends, ...chunks } = record.chunks;
  // Sound has tokens that no text tells.
  const isOutputMissing = wish.counts && tokens.completionTokens === null && !notes.includes("audio");
  const counted = await counter.count({
    requestBody: wish.counts && tokens.promptTokens === null ? requestBody.slice() : null,
    output: isOutputMissing ? reasoning + content + toolCalls : null,
    imagePatchPx,
    ...(wish.events && ends !== undefined ? { events: { content, reasoning, ends, kinds: chunks.kinds } } : {}),
  });
  const { promptTokens, completionTokens, eventTokens } = counted;
  const filled: TokenCounts = {
    ...tokens,
    ...(promptTokens === null ? {} : { promptTokens, promptOrigin: counter.origin }),
    ...(completionTokens === null ? {} : { completionTokens, completionOrigin: counter.origin }),
  };
  const spread = eventTokens === null ? null : spreadTokens(eventTokens, filled.completionTokens);
  return {
    ...record,
    tokens: filled,
    chunks: spread === null ? chunks : { ...chunks, tokens: spread, tokensFrom: "tokenizer" },
  };
}

/** The tokenizer says which event has how large a part of the tokens, whoever counted them all. */
function spreadTokens(
  counts: Uint32Array<ArrayBuffer>,
  completionTokens: number | null,
): Uint32Array<ArrayBuffer> | null {
  const total = counts.at(-1) ?? 0;
  if (total === 0 || completionTokens === null) return null;
  return counts.map((count) => Math.round(count * completionTokens / total));
}
