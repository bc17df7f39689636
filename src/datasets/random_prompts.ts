import type { Session } from "../core/session.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { refuseArgs } from "./prompts/dataset_args.ts";
import { toPromptSession } from "./prompts/prompt_session.ts";
import { createExactTexts, loadMeasuringTokenizer } from "./random/exact_texts.ts";
import { createIdRing } from "./random/id_ring.ts";
import { createPrefixPool } from "./random/prefix_pool.ts";
import { createLengthDraw } from "./random/random_lengths.ts";
import { createSeededDataset } from "./random/seeded_sessions.ts";

/** Makes the session of an item from its length in tokens, the shared prefix not counted. */
type SessionMaker = (index: number, ownTokens: number) => Session;

/** Makes the dataset `random`: prompts without end, of exact lengths; item n of a seed is always the same. */
export async function createRandomDataset(context: DatasetContext): Promise<Dataset> {
  refuseArgs("random", context.args);
  const tokenizer = await loadMeasuringTokenizer(context);
  const drawLength = createLengthDraw(context, tokenizer);
  const texts = createExactTexts(context, tokenizer);
  const make: SessionMaker = context.tokenizePrompt
    ? createIdMaker(context, tokenizer)
    : (index, ownTokens) => toPromptSession(texts.make(index, ownTokens), context.applyChatTemplate);
  const { offset } = context;
  return createSeededDataset({ make: (index) => make(index, drawLength(index)), offset, report: texts.report });
}

function createIdMaker({ seed, prefixLength, prefixCount }: DatasetContext, tokenizer: Tokenizer): SessionMaker {
  const ring = createIdRing(tokenizer, seed);
  const prefixOf = createPrefixPool((random) => ring.draw(random), { prefixTokens: prefixLength, prefixCount, seed });
  return (index, ownTokens) => {
    const ids = [...prefixOf(index), ...ring.take(index, ownTokens)];
    return { turns: [{ input: { kind: "tokens", ids }, promptTokens: ids.length }] };
  };
}
