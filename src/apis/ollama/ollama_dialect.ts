import { API_FACTS } from "../../core/apis.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect } from "../dialect.ts";
import { buildEmbeddingsBody } from "../embeddings/embeddings_body.ts";
import { readEmbeddings } from "../embeddings/embeddings_reply.ts";
import { toCount } from "../reading/token_usage.ts";
import { WholeBodyReader } from "../reading/whole_body.ts";
import { buildOllamaChatBody, buildOllamaGenerateBody } from "./ollama_body.ts";
import { OllamaReader, toServiceTimes } from "./ollama_reader.ts";

/** Creates the dialect of Ollama's native API at an address: `/api/generate`, `/api/embed`, else `/api/chat`. */
export function createOllamaDialect(url: string): ApiDialect {
  const path = (URL.parse(url)?.pathname ?? url).replace(/\/+$/, "");
  if (path.endsWith("/embed")) return createEmbedDialect();
  return {
    framing: API_FACTS.ollama.framing,
    buildBody: path.endsWith("/generate") ? buildOllamaGenerateBody : buildOllamaChatBody,
    asksForStream,
    createReader: () => new OllamaReader(),
    toHistory: toChatHistory,
  };
}

/** Ollama streams unless it is told not to. */
function asksForStream({ stream }: JsonObject): boolean {
  return stream !== false;
}

function createEmbedDialect(): ApiDialect {
  return {
    framing: "whole",
    buildBody: buildEmbeddingsBody,
    createReader: () =>
      new WholeBodyReader((body) => {
        const facts = readEmbeddings(body);
        if ("kind" in facts || !isJsonObject(body)) return facts;
        const promptTokens = toCount(body.prompt_eval_count) ?? facts.promptTokens;
        return { ...facts, promptTokens, serviceTimes: toServiceTimes(body) };
      }),
    toHistory: toChatHistory,
  };
}
