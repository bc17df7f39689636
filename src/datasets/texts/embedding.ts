import { DataError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { createRecordFileDataset } from "../file_sessions.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { createLengthFilter } from "../prompts/prompt_length.ts";
import { toSession } from "../prompts/prompt_session.ts";
import type { TextLine } from "../read_lines.ts";
import { readBatchSize } from "./batch_size.ts";
import { chooseTextFile, parseRecord, readRecordText } from "./text_file.ts";

const KEYS = ["text", "input", "sentence", "content"] as const;

/** Makes the dataset `embedding`: each text of a file is a request. */
export function createEmbeddingDataset(context: DatasetContext): Promise<Dataset> {
  refuseArgs("embedding", context.args);
  return Promise.resolve(openTexts("embedding", context));
}

/** Makes the dataset `embedding_batch`: so many texts of a file are a request; the last one of the file may have fewer. */
export function createEmbeddingBatchDataset(context: DatasetContext): Promise<Dataset> {
  const batchSize = readBatchSize("embedding_batch", context);
  const texts = openTexts("embedding_batch", { ...context, offset: context.offset * batchSize });
  async function* sessions(): AsyncGenerator<Session, void, undefined> {
    let batch: string[] = [];
    for await (const { turns } of texts.sessions()) {
      const input = turns[0]?.input;
      if (input?.kind === "text") batch.push(input.text);
      if (batch.length < batchSize) continue;
      yield toSession({ kind: "texts", texts: batch });
      batch = [];
    }
    if (batch.length > 0) yield toSession({ kind: "texts", texts: batch });
  }
  return Promise.resolve({ isEndless: false, sessions });
}

function openTexts(dataset: string, context: DatasetContext): Dataset {
  const file = chooseTextFile(dataset, context.path);
  // Texts are embedded as they are: no chat template is applied to them.
  const filter = createLengthFilter({ ...context, applyChatTemplate: false });
  return createRecordFileDataset(context, {
    path: file.path,
    readRecords: file.readRecords,
    rules: `${context.minPromptLength} to ${context.maxPromptLength} ${filter.unit} long`,
    readLine(line) {
      const text = file.isJson ? readText(file.path, line) : line.text;
      return filter.accepts(text) ? text : null;
    },
    toSession: (text: string) => toSession({ kind: "text", text }),
  });
}

function readText(path: string, line: TextLine): string {
  const text = readRecordText(parseRecord(path, line), KEYS);
  if (text !== null) return text;
  throw new DataError(`Cannot read dataset "${path}": record ${line.number} has no text`, {
    hint: `A record must be a JSON string, or an object with a text under one of ${KEYS.join(", ")}`,
  });
}
