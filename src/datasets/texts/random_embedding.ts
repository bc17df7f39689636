import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { toSession } from "../prompts/prompt_session.ts";
import { createExactTexts, loadMeasuringTokenizer } from "../random/exact_texts.ts";
import { createLengthDraw } from "../random/random_lengths.ts";
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
  const make = (index: number): string => texts.make(index, drawLength(index));
  let nextIndex = context.offset;
  function* sessions(): Generator<Session, void, undefined> {
    try {
      for (;;) {
        const index = nextIndex++;
        if (batchSize === null) yield toSession({ kind: "text", text: make(index) });
        else {
          const texts = Array.from({ length: batchSize }, (_, i) => make(index * batchSize + i));
          yield toSession({ kind: "texts", texts });
        }
      }
    } finally {
      texts.report();
    }
  }
  return { isEndless: true, sessions };
}
