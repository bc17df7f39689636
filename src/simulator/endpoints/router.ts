import { reasonOf } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { formOf } from "../replies/error_object.ts";
import type { Exchange } from "../replies/exchange.ts";
import { giveEarlyFault } from "./early_fault.ts";
import { answerEmbeddings, answerOllamaEmbed } from "./embeddings.ts";
import { answerChat, answerCompletion } from "./generation.ts";
import { answerHealth, answerMetrics, answerModels, answerTags } from "./information.ts";
import { answerOllamaChat, answerOllamaGenerate } from "./ollama.ts";
import { answerRerank } from "./rerank.ts";

type Answer = (exchange: Exchange, body: JsonObject) => void;

/** What takes a body and may get a fault. */
const WORK: Readonly<Record<string, Answer>> = {
  "/chat/completions": answerChat,
  "/completions": answerCompletion,
  "/embeddings": answerEmbeddings,
  "/rerank": answerRerank,
  "/reranks": answerRerank,
  "/api/chat": answerOllamaChat,
  "/api/generate": answerOllamaGenerate,
  "/api/embed": answerOllamaEmbed,
};

const INFORMATION: Readonly<Record<string, (exchange: Exchange) => void>> = {
  "/models": answerModels,
  "/api/tags": answerTags,
  "/health": answerHealth,
  "/metrics": answerMetrics,
};

/** Open without an API key, as in vLLM. */
const OPEN_PATHS: readonly string[] = ["/health", "/metrics"];

const DECODER = new TextDecoder("utf-8", { fatal: true });

/** Tells whether a path leads to an endpoint that does work and so may get a fault. */
export function isWork(path: string): boolean {
  return Object.hasOwn(WORK, withoutVersion(path));
}

/** Answers a request by its path, which may begin with `/v1` or not; Ollama's own may not. */
export function route(exchange: Exchange): void {
  const { method } = exchange.request;
  const path = withoutVersion(exchange.request.path);
  const work = Object.hasOwn(WORK, path) ? WORK[path] : undefined;
  const information = Object.hasOwn(INFORMATION, path) ? INFORMATION[path] : undefined;
  if (work === undefined && information === undefined) return exchange.sendJson(404, { detail: "Not Found" });
  const allowed = work === undefined ? "GET" : "POST";
  if (method !== allowed) return exchange.sendJson(405, { detail: "Method Not Allowed" }, [["allow", allowed]]);
  if (!OPEN_PATHS.includes(path) && !isAuthorized(exchange)) {
    return exchange.sendError(401, "Incorrect API key provided.");
  }
  if (work !== undefined) doWork(exchange, work);
  else information?.(exchange);
}

function doWork(exchange: Exchange, work: Answer): void {
  if (giveEarlyFault(exchange)) return;
  const body = readBody(exchange);
  if (typeof body === "string") return exchange.sendError(400, body);
  const { models, strictModel } = exchange.services.options;
  if (strictModel && !models.some((model) => model === body.model)) {
    const name = String(body.model);
    const message = `The model \`${name}\` does not exist. Valid names: ${models.join(", ")}.`;
    return exchange.sendError(404, exchange.form === "ollama" ? `model '${name}' not found` : message, "model");
  }
  work(exchange, body);
}

function isAuthorized({ request, services }: Exchange): boolean {
  const { apiKey } = services.options;
  return apiKey === null || request.headers.get("authorization") === `Bearer ${apiKey}`;
}

/** Parses the body; text says what is wrong with it. */
function readBody({ request }: Exchange): JsonObject | string {
  try {
    const value: unknown = JSON.parse(DECODER.decode(request.body));
    return isJsonObject(value) ? value : "The body must be a JSON object.";
  } catch (error) {
    return `The body is not JSON: ${reasonOf(error)}`;
  }
}

function withoutVersion(path: string): string {
  const bare = path.startsWith("/v1/") && formOf(path.slice(3)) === "openai" ? path.slice(3) : path;
  return bare.length > 1 && bare.endsWith("/") ? bare.slice(0, -1) : bare;
}
