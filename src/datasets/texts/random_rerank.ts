import * as z from "zod";
import { deriveSeed } from "../../core/random.ts";
import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { parseArgs } from "../prompts/dataset_args.ts";
import { toSession } from "../prompts/prompt_session.ts";
import { createExactTexts, loadMeasuringTokenizer } from "../random/exact_texts.ts";
import { createLengthDraw } from "../random/random_lengths.ts";
import { createSeededDataset } from "../random/seeded_sessions.ts";
import { withExtraArgs } from "./batch_size.ts";

const RERANK_ARGS = z.strictObject({
  num_documents: z.int().positive().default(10),
  document_length_ratio: z.number().positive().default(5),
});

/** Makes the dataset `random_rerank`: random queries without end, each with documents so many times as long. */
export async function createRandomRerankDataset(context: DatasetContext): Promise<Dataset> {
  const keys = Object.keys(RERANK_ARGS.shape);
  const args = parseArgs("random_rerank", RERANK_ARGS, withExtraArgs(context.args, context.extraArgs, keys));
  const tokenizer = await loadMeasuringTokenizer(context);
  const drawLength = createLengthDraw({ ...context, applyChatTemplate: false }, tokenizer);
  const queries = createExactTexts(context, tokenizer);
  const seed = deriveSeed(context.seed, "documents");
  const documents = createExactTexts({ ...context, seed, prefixLength: 0 }, tokenizer);
  const make = (index: number): Session => {
    const queryTokens = drawLength(index);
    const documentTokens = Math.max(1, Math.floor(queryTokens * args.document_length_ratio));
    const first = index * args.num_documents;
    return toSession({
      kind: "ranking",
      query: queries.make(index, queryTokens),
      documents: Array.from({ length: args.num_documents }, (_, i) => documents.make(first + i, documentTokens)),
    });
  };
  const report = (): void => {
    queries.report();
    documents.report();
  };
  return createSeededDataset({ make, offset: context.offset, report });
}
