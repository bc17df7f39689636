import { API_FACTS } from "../../core/apis.ts";
import type { ApiDialect } from "../dialect.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import { buildOpenAiBody } from "./openai_body.ts";
import { OpenAiReader } from "./openai_reader.ts";

/**
 * Creates the dialect of chat completions and completions. Which of the two a request is follows from the turn: messages
 * or a prompt; the address is the user's.
 */
export function createOpenAiDialect(): ApiDialect {
  return {
    framing: API_FACTS.openai.framing,
    buildBody: buildOpenAiBody,
    createReader: (requestBody) => new OpenAiReader(requestBody),
    toHistory: toChatHistory,
  };
}
