import { API_FACTS } from "../../core/apis.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect } from "../dialect.ts";
import { createOpenAiDialect } from "../openai/openai_dialect.ts";
import { toDashScopeForm } from "./dashscope_address.ts";
import { asksForDashScopeStream, createDashScopeBodyBuilder } from "./dashscope_body.ts";
import { DashScopeReader } from "./dashscope_reader.ts";

/** Creates the dialect that an address of DashScope speaks: the native protocol, or OpenAI's in compatible mode. */
export function createDashScopeDialect(url: string): ApiDialect {
  const form = toDashScopeForm(url);
  if (form === "compatible") return createOpenAiDialect();
  return {
    framing: API_FACTS.dashscope.framing,
    buildBody: createDashScopeBodyBuilder(form),
    asksForStream: asksForDashScopeStream,
    defaultHeaders: ({ isStream }) => isStream ? { "x-dashscope-sse": "enable" } : {},
    createReader: (requestBody) => new DashScopeReader(requestBody),
    toHistory: toChatHistory,
  };
}
