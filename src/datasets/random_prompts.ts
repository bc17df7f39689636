import { createRandom, deriveSeed } from "../core/random.ts";
import type { Session } from "../core/session.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { refuseArgs } from "./prompts/dataset_args.ts";
import { toPromptSession } from "./prompts/prompt_session.ts";
import { createIdRing } from "./random/id_ring.ts";
import { createLengthDraw } from "./random/random_lengths.ts";
import { createRandomTextMaker } from "./random/random_text.ts";

/** Makes the session of an item from its length in tokens, the shared prefix not counted. */
type SessionMaker = (index: number, ownTokens: number) => Session;

/** Prompts that did not get their length, and by how much in all. */
interface Mismatch {
  prompts: number;
  tokens: number;
}

/** Makes the dataset `random`: prompts without end, of exact lengths; item n of a seed is always the same. */
export async function createRandomDataset(context: DatasetContext): Promise<Dataset> {
  refuseArgs("random", context.args);
  const tokenizer = context.tokenizer ?? await loadEmbedded(context);
  const drawLength = createLengthDraw(context, tokenizer);
  const mismatch: Mismatch = { prompts: 0, tokens: 0 };
  const make = context.tokenizePrompt
    ? createIdMaker(context, tokenizer)
    : createTextMaker(context, { tokenizer, mismatch });
  let nextIndex = context.offset;
  function* sessions(): Generator<Session, void, undefined> {
    try {
      for (;;) {
        const index = nextIndex++;
        yield make(index, drawLength(index));
      }
    } finally {
      reportMismatch(mismatch, context);
    }
  }
  return { isEndless: true, sessions };
}

async function loadEmbedded({ loadEmbeddedTokenizer, listener }: DatasetContext): Promise<Tokenizer> {
  const tokenizer = await loadEmbeddedTokenizer();
  listener.info(`Random prompts are measured with ${tokenizer.name}; give --tokenizer-path for the model's own tokens`);
  return tokenizer;
}

function createTextMaker(
  { seed, prefixLength, applyChatTemplate }: DatasetContext,
  { tokenizer, mismatch }: { readonly tokenizer: Tokenizer; readonly mismatch: Mismatch },
): SessionMaker {
  const maker = createRandomTextMaker({ tokenizer, prefixTokens: prefixLength, seed });
  return (index, ownTokens) => {
    const { text, tokens } = maker.make(index, ownTokens);
    const difference = Math.abs(tokens - ownTokens - prefixLength);
    if (difference > 0) mismatch.prompts++;
    mismatch.tokens += difference;
    return toPromptSession(text, applyChatTemplate);
  };
}

function createIdMaker({ seed, prefixLength }: DatasetContext, tokenizer: Tokenizer): SessionMaker {
  const ring = createIdRing(tokenizer, seed);
  const random = createRandom(deriveSeed(seed, "prefix"));
  const prefix = Array.from({ length: prefixLength }, () => ring.draw(random));
  return (index, ownTokens) => {
    const ids = [...prefix, ...ring.take(index, ownTokens)];
    return { turns: [{ input: { kind: "tokens", ids }, promptTokens: ids.length }] };
  };
}

function reportMismatch({ prompts, tokens }: Mismatch, { listener }: DatasetContext): void {
  if (prompts === 0) return;
  listener.warn(`${prompts} random prompts are not exactly as long as asked: ${tokens} tokens off in all`);
}
