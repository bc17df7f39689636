import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect } from "../dialect.ts";
import { buildResponsesBody } from "./responses_body.ts";
import { ResponsesReader } from "./responses_reader.ts";

/** Creates the dialect of the Responses API. Histories are chat messages; bodies turn them into input items. */
export function createResponsesDialect(): ApiDialect {
  return {
    path: "responses",
    canStream: true,
    buildBody: buildResponsesBody,
    createReader: () => new ResponsesReader(),
    toHistory: toChatHistory,
  };
}
