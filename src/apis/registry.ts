import type { ApiName } from "../core/apis.ts";
import { loadJinja } from "./bodies/jinja_template.ts";
import { createCustomDialect } from "./custom/custom_dialect.ts";
import { createDashScopeDialect } from "./dashscope/dashscope_dialect.ts";
import type { ApiDialect, DialectChoice } from "./dialect.ts";
import { createEmbeddingsDialect } from "./embeddings/embeddings_dialect.ts";
import { createLocalDialect } from "./local_dialect.ts";
import { createMessagesDialect } from "./messages/messages_dialect.ts";
import { createOllamaDialect } from "./ollama/ollama_dialect.ts";
import { createOpenAiDialect } from "./openai/openai_dialect.ts";
import { createRerankDialect } from "./rerank/rerank_dialect.ts";
import { createResponsesDialect } from "./responses/responses_dialect.ts";

type CreateDialect = (choice: DialectChoice) => ApiDialect | Promise<ApiDialect>;

/** Every name has its dialect: a missing entry does not compile. */
const DIALECTS = {
  openai: createOpenAiDialect,
  openai_responses: createResponsesDialect,
  openai_embedding: createEmbeddingsDialect,
  openai_rerank: createRerankDialect,
  messages: createMessagesDialect,
  dashscope: ({ url }) => createDashScopeDialect(url),
  ollama: ({ url }) => createOllamaDialect(url),
  local: createLocalDialect,
  local_vllm: createLocalDialect,
  custom: createCustomDialect,
} satisfies Record<ApiName, CreateDialect>;

/** Creates the dialect of a canonical name. */
export async function createDialect(choice: DialectChoice): Promise<ApiDialect> {
  if (choice.usesJinja === true) await loadJinja();
  const create: CreateDialect = DIALECTS[choice.api];
  return await create(choice);
}
