import type { JsonObject } from "../../core/json.ts";
import type { Turn, TurnInput } from "../../core/session.ts";
import { finishBody, refuseInput, setParameter, startBody, toReplaceRule } from "../bodies/body_rules.ts";
import type { InputForm } from "../bodies/body_rules.ts";
import { withoutDatasetKeys } from "../bodies/dataset_keys.ts";
import { toContentText } from "../bodies/plain_text.ts";
import type { BodyOptions } from "../dialect.ts";

const INPUT: InputForm = { keys: ["input", "messages"], toMembers: toInputMembers };

/**
 * Builds the body of one request: `input`, `model` and the extra arguments (`encoding_format`, `dimensions` …). Options
 * of generation do not belong here and are left out.
 */
export function buildEmbeddingsBody(turn: Turn, options: BodyOptions): JsonObject {
  const { settings, model } = options;
  const body = startBody(turn.input, options, INPUT);
  setParameter(body, ["model", model === "" ? null : model, "model"], toReplaceRule(turn, options));
  return withoutDatasetKeys(finishBody(body, turn, options), settings.extraArgs);
}

function toInputMembers(input: TurnInput): JsonObject {
  if (input.kind === "texts") return { input: input.texts };
  if (input.kind === "text") return { input: input.text };
  if (input.kind === "tokens") return { input: input.ids };
  if (input.kind !== "messages") return refuseInput("openai_embedding", input);
  const texts = input.messages.map(({ content }) => toContentText(content));
  return { input: texts.length === 1 ? texts[0] ?? "" : texts };
}
