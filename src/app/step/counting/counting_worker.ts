/** The entry of a worker that counts tokens: a long reply would keep the main thread from all that it listens to. */
import { loadEmbeddedTokenizer } from "../../../tokenizers/embedded_tokenizer.ts";
import type { Tokenizer } from "../../../tokenizers/tokenizer.ts";
import type { CounterSource, CountJob, TokenCounter, TokenCounts } from "../../run/token_counter.ts";
import { loadUserTokenizer } from "../../workload/user_tokenizer.ts";
import { countJob } from "./count_tokens.ts";

/** What the worker is told: first what to count with, then what to count. */
export type ToCountingWorker =
  | { readonly kind: "open"; readonly source: Pick<CounterSource, "location" | "hub"> }
  | { readonly kind: "count"; readonly job: CountJob };

/** What it answers: once that it is ready, then to each question in order. */
export type FromCountingWorker =
  | { readonly kind: "ready"; readonly counter: Pick<TokenCounter, "name" | "origin"> }
  | { readonly kind: "counted"; readonly counts: TokenCounts };

const scope = self as unknown as {
  postMessage(message: FromCountingWorker): void;
  onmessage: ((event: MessageEvent<ToCountingWorker>) => void) | null;
};

let tokenizer: Tokenizer | null = null;

scope.onmessage = async ({ data }) => {
  if (data.kind === "open") {
    tokenizer = await load(data.source);
    scope.postMessage({ kind: "ready", counter: { name: tokenizer.name, origin: tokenizer.origin } });
    return;
  }
  if (tokenizer === null) throw new Error("The counting worker was not told what to count with");
  scope.postMessage({ kind: "counted", counts: countJob(data.job, tokenizer) });
};

/** The main thread has loaded it before and told what is to be said of it. */
function load({ location, hub }: Pick<CounterSource, "location" | "hub">): Promise<Tokenizer> {
  if (location === null) return loadEmbeddedTokenizer();
  const listener = { warn: () => {}, info: () => {}, onDownload: () => {} };
  return loadUserTokenizer(location, hub, { listener, signal: new AbortController().signal });
}
