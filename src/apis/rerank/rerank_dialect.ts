import { API_FACTS } from "../../core/apis.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect } from "../dialect.ts";
import { WholeBodyReader } from "../reading/whole_body.ts";
import { buildRerankBody } from "./rerank_body.ts";
import { readRanking } from "./rerank_reply.ts";

/** Creates the dialect of reranking: a query and documents in, their scores out, never a stream. */
export function createRerankDialect(): ApiDialect {
  return {
    framing: API_FACTS.openai_rerank.framing,
    buildBody: buildRerankBody,
    createReader: () => new WholeBodyReader(readRanking),
    toHistory: toChatHistory,
  };
}
