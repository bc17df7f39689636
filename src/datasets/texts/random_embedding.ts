import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { toSession } from "../prompts/prompt_session.ts";
import { createExactTexts, loadMeasuringTokenizer } from "../random/exact_texts.ts";
import { createLengthDraw } from "../random/random_lengths.ts";
import { createSeededDataset } from "../random/seeded_sessions.ts";
import { readBatchSize } from "./batch_size.ts";

/** Makes the dataset `random_embedding`: random texts of exact lengths without end, one a request. */
export function createRandomEmbeddingDataset(context: DatasetContext): Promise<Dataset> {
  refuseArgs("random_embedding", context.args);
  return createRandomTexts(context, null);
}

/** Makes the dataset `random_embedding_batch`: random texts of exact lengths without end, several a request. */
export async function createRandomEmbeddingBatchDataset(context: DatasetContext): Promise<Dataset> {
  return await createRandomTexts(context, readBatchSize("random_embedding_batch", context));
}

/** Without a size of batches a request is one text, not a list of one: services may take nothing else. */
async function createRandomTexts(context: DatasetContext, batchSize: number | null): Promise<Dataset> {
  const tokenizer = await loadMeasuringTokenizer(context);
  const drawLength = createLengthDraw({ ...context, applyChatTemplate: false }, tokenizer);
  const texts = createExactTexts(context, tokenizer);
  const makeText = (index: number): string => texts.make(index, drawLength(index));
  const make = (index: number): Session => {
    if (batchSize === null) return toSession({ kind: "text", text: makeText(index) });
    const first = index * batchSize;
    return toSession({ kind: "texts", texts: Array.from({ length: batchSize }, (_, i) => makeText(first + i)) });
  };
  return createSeededDataset({ make, offset: context.offset, report: texts.report });
}
