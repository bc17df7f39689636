import type { RequestRecord, TokenCounts } from "../../core/record.ts";
import type { TokenCounter } from "../run/token_counter.ts";

/** Counts the tokens that a service did not state. */
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
  const open = async (): Promise<TokenCounter> => {
    used = await parts.openCounter();
    parts.onFirstUse(used);
    return used;
  };
  return {
    async fill(record) {
      if (!isCountable(record) || parts.signal.aborted) return record;
      const counter = await (opening ??= open());
      return { ...record, tokens: await fillCounts(record, counter, parts.imagePatchPx) };
    },
    usedTokenizer: () => used?.name ?? null,
  };
}

/** Something is missing, and its texts are there to be counted. */
function isCountable({ tokens, failure, hasShedTexts }: RequestRecord): boolean {
  const isComplete = tokens.promptTokens !== null && tokens.completionTokens !== null;
  return !isComplete && failure === null && hasShedTexts !== true;
}

async function fillCounts(record: RequestRecord, counter: TokenCounter, imagePatchPx: number): Promise<TokenCounts> {
  const { tokens, requestBody, reply, notes } = record;
  // Sound has tokens that no text tells.
  const isSpoken = notes.includes("audio");
  const isOutputMissing = tokens.completionTokens === null && !isSpoken;
  const { promptTokens, completionTokens } = await counter.count({
    requestBody: tokens.promptTokens === null ? requestBody : null,
    output: isOutputMissing ? reply.reasoning + reply.content + reply.toolCalls : null,
    imagePatchPx,
  });
  return {
    ...tokens,
    ...(promptTokens === null ? {} : { promptTokens, promptOrigin: counter.origin }),
    ...(completionTokens === null ? {} : { completionTokens, completionOrigin: counter.origin }),
  };
}
