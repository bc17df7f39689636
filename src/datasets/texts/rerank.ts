import { DataError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { TurnInput } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { createRecordFileDataset } from "../file_sessions.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { toSession } from "../prompts/prompt_session.ts";
import type { TextLine } from "../read_lines.ts";
import { chooseTextFile, firstMember, parseRecord } from "./text_file.ts";

const DOCUMENT_KEYS = ["documents", "passages", "texts"] as const;

type Ranking = Extract<TurnInput, { readonly kind: "ranking" }>;

/** Makes the dataset `rerank`: each record of a file is a query with documents to rank. */
export function createRerankDataset(context: DatasetContext): Promise<Dataset> {
  refuseArgs("rerank", context.args);
  const { path, readRecords } = chooseTextFile("rerank", context.path);
  return Promise.resolve(createRecordFileDataset(context, {
    path,
    readRecords,
    rules: "a query with documents",
    readLine: (line) => readRanking(path, line),
    toSession: (ranking: Ranking) => toSession(ranking),
  }));
}

function readRanking(path: string, line: TextLine): Ranking {
  const record = parseRecord(path, line);
  const refuse = (what: string): never => {
    throw new DataError(`Cannot read dataset "${path}": record ${line.number} ${what}`, {
      hint: 'A record must be an object such as {"query": "…", "documents": ["…", "…"]}',
    });
  };
  if (!isJsonObject(record)) return refuse("is not a JSON object");
  const { query } = record;
  if (typeof query !== "string") return refuse('has no text "query"');
  const documents = firstMember(record, DOCUMENT_KEYS);
  if (!Array.isArray(documents) || documents.length === 0) {
    return refuse(`has no list ${DOCUMENT_KEYS.map((key) => `"${key}"`).join(" or ")}`);
  }
  if (!documents.every(isDocument)) return refuse("has a document that is neither text nor an object");
  return { kind: "ranking", query, documents };
}

function isDocument(value: unknown): value is string | JsonObject {
  return typeof value === "string" || isJsonObject(value);
}
