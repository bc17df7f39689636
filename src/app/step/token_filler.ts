import type { RequestRecord, TokenCounts } from "../../core/record.ts";
import type { ReplyNote } from "../../core/reply_notes.ts";
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
      const wish = { counts: isCountable(record), events: hasEventTexts(record) };
      if (parts.signal.aborted || !(wish.counts || wish.events)) return record;
      const counter = await (opening ??= parts.openCounter());
      if (wish.counts && used === null) parts.onFirstUse(used = counter);
      return await fillCounts(record, wish, { counter, imagePatchPx: parts.imagePatchPx });
    },
    usedTokenizer: () => used?.name ?? null,
  };
}

/** What is to be found out of a record. */
interface CountWish {
  /** Tokens of the prompt or of the reply. */
  readonly counts: boolean;
  /** Tokens of each event. */
  readonly events: boolean;
}

/** Something is missing, and its texts are there to be counted. */
function isCountable({ tokens, failure, hasShedTexts }: RequestRecord): boolean {
  const isComplete = tokens.promptTokens !== null && tokens.completionTokens !== null;
  return !isComplete && failure === null && hasShedTexts !== true;
}

/** Habits of services by which the pieces of a text are not what its events brought. */
const MIXED_NOTES: readonly ReplyNote[] = ["cumulative_text", "repeated_text", "several_choices", "audio"];

/** Calls of tools are text that no event's place in it is known of. */
function hasEventTexts({ chunks, failure, reply, notes, isStream }: RequestRecord): boolean {
  const isPlain = isStream && failure === null && reply.toolCalls === "";
  return isPlain && chunks.textEnds !== undefined && !notes.some((note) => MIXED_NOTES.includes(note));
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
    requestBody: wish.counts && tokens.promptTokens === null ? requestBody : null,
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
