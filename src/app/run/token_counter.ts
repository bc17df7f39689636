import type { ReplyText } from "../../core/record.ts";
import type { HubPlan } from "../../config/run_plan.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** What is to be counted of a request; `null`: that is known. */
export interface CountJob {
  readonly requestBody: Uint8Array | null;
  readonly output: string | null;
  /** Edge of the square of an image that counts as a prompt token. */
  readonly imagePatchPx: number;
  /** A reply whose events do not say how many tokens they carry; missing: they do, or nobody wants to know. */
  readonly events?: EventTexts;
}

/** The text of a reply and where in it each of its events ends. */
export interface EventTexts extends Pick<ReplyText, "content" | "reasoning"> {
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly kinds: Uint8Array<ArrayBuffer>;
}

/** What was counted of it. */
export interface TokenCounts {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** Tokens of text so far at each event; `null`: not asked for, or not to be told. */
  readonly eventTokens: Uint32Array<ArrayBuffer> | null;
}

/** Counts tokens with one tokenizer. */
export interface TokenCounter {
  readonly name: string;
  readonly origin: Tokenizer["origin"];
  count(job: CountJob): Promise<TokenCounts>;
}

/** What a counter counts with. */
export interface CounterSource {
  /** The user's tokenizer: a directory, a file or a model of a hub; `null`: the embedded one. */
  readonly location: string | null;
  readonly hub: HubPlan;
  /** The same, loaded on this thread. */
  load(): Promise<Tokenizer>;
}

/** A counter that has to be closed. */
export type OpenTokenCounter = TokenCounter & Disposable;
