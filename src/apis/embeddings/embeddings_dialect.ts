import { API_FACTS } from "../../core/apis.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect } from "../dialect.ts";
import { WholeBodyReader } from "../reading/whole_body.ts";
import { buildEmbeddingsBody } from "./embeddings_body.ts";
import { readEmbeddings } from "./embeddings_reply.ts";

/** Creates the dialect of embeddings: one text or many in, one vector each out, never a stream. */
export function createEmbeddingsDialect(): ApiDialect {
  return {
    framing: API_FACTS.openai_embedding.framing,
    buildBody: buildEmbeddingsBody,
    createReader: () => new WholeBodyReader(readEmbeddings),
    toHistory: toChatHistory,
  };
}
