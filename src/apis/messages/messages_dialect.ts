import { API_FACTS } from "../../core/apis.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect, HeaderContext } from "../dialect.ts";
import { buildMessagesBody } from "./messages_body.ts";
import { MessagesReader } from "./messages_reader.ts";

/** The version whose events and members are read here. */
const API_VERSION = "2023-06-01";

/** Creates the dialect of Anthropic's Messages API, which many gateways speak too. */
export function createMessagesDialect(): ApiDialect {
  return {
    framing: API_FACTS.messages.framing,
    buildBody: buildMessagesBody,
    defaultHeaders: toHeaders,
    createReader: () => new MessagesReader(),
    toHistory: toChatHistory,
  };
}

/** The hosted service takes the key as `x-api-key`, gateways as a bearer token: both are sent. */
function toHeaders({ given }: HeaderContext): Record<string, string> {
  const version = { "anthropic-version": API_VERSION };
  const authorization = Object.entries(given).find(([name]) => name.toLowerCase() === "authorization")?.[1] ?? "";
  const [, key] = /^Bearer (.+)$/i.exec(authorization) ?? [];
  return key === undefined ? version : { ...version, "x-api-key": key };
}
