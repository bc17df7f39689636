import type { HubPlan } from "../../config/run_plan.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** What is to be counted of a request; `null`: that is known. */
export interface CountJob {
  readonly requestBody: Uint8Array | null;
  readonly output: string | null;
  /** Edge of the square of an image that counts as a prompt token. */
  readonly imagePatchPx: number;
}

/** What was counted of it. */
export interface TokenCounts {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
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
