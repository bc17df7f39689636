import type { ApiDialect, DialectChoice } from "./dialect.ts";
import { createEmbeddingsDialect } from "./embeddings/embeddings_dialect.ts";
import { createOpenAiDialect } from "./openai/openai_dialect.ts";
import { createRerankDialect } from "./rerank/rerank_dialect.ts";

/** Creates the dialect of a service started here, which speaks OpenAI's at every endpoint: the address says which. */
export function createLocalDialect({ url }: DialectChoice): ApiDialect {
  if (url.endsWith("/embeddings")) return createEmbeddingsDialect();
  return url.endsWith("/rerank") ? createRerankDialect() : createOpenAiDialect();
}
