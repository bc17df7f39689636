import { API_FACTS } from "../../core/apis.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect } from "../dialect.ts";
import { buildResponsesBody } from "./responses_body.ts";
import { ResponsesReader } from "./responses_reader.ts";

/** Creates the dialect of the Responses API. Histories are chat messages; bodies turn them into input items. */
export function createResponsesDialect(): ApiDialect {
  return {
    framing: API_FACTS.openai_responses.framing,
    buildBody: buildResponsesBody,
    createReader: () => new ResponsesReader(),
    toHistory: toChatHistory,
  };
}
