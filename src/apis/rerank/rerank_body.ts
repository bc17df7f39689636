import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Turn, TurnInput } from "../../core/session.ts";
import { finishBody, refuseInput, setParameter, startBody, toReplaceRule } from "../bodies/body_rules.ts";
import type { InputForm } from "../bodies/body_rules.ts";
import { withoutDatasetKeys } from "../bodies/dataset_keys.ts";
import { toContentText } from "../bodies/plain_text.ts";
import type { BodyOptions } from "../dialect.ts";

/**
 * Builds the body of one request: `query`, `documents`, `model` and the extra arguments (`top_n`, `return_documents` …). A
 * template with a member `texts` asks for the form of text-embeddings-inference: the documents go there, as strings, and
 * no model is sent.
 */
export function buildRerankBody(turn: Turn, options: BodyOptions): JsonObject {
  const { settings, model } = options;
  const asTexts = isJsonObject(settings.queryTemplate) && "texts" in settings.queryTemplate;
  const body = startBody(turn.input, options, toForm(asTexts));
  const name = model === "" || asTexts ? null : model;
  setParameter(body, ["model", name, "model"], toReplaceRule(turn, options));
  return withoutDatasetKeys(finishBody(body, turn, options), settings.extraArgs);
}

function toForm(asTexts: boolean): InputForm {
  return {
    keys: ["query", "documents", "texts"],
    toMembers(input) {
      const { query, documents } = toRanking(input);
      return asTexts ? { query, texts: documents.map(toDocumentText) } : { query, documents };
    },
  };
}

interface Ranking {
  readonly query: string;
  readonly documents: readonly (string | JsonObject)[];
}

/** Of several texts the first is the query; a single one is ranked against itself. */
function toRanking(input: TurnInput): Ranking {
  if (input.kind === "ranking") return input;
  const [query = "", ...documents] = toTexts(input);
  return { query, documents: documents.length === 0 ? [query] : documents };
}

function toTexts(input: TurnInput): readonly string[] {
  if (input.kind === "texts") return input.texts;
  if (input.kind === "text") return [input.text];
  if (input.kind === "messages") return input.messages.map(({ content }) => toContentText(content));
  return refuseInput("openai_rerank", input);
}

function toDocumentText(document: JsonValue): string {
  if (typeof document === "string") return document;
  return isJsonObject(document) && typeof document.text === "string" ? document.text : JSON.stringify(document);
}
