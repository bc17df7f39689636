import type { Problem } from "../../core/errors.ts";
import type { ApiName } from "../../core/names.ts";
import { maskUrl } from "../../core/secret_mask.ts";

/** What the user said about the address. */
export interface UrlWishes {
  readonly url: string;
  /** The address is the program's, not the user's. */
  readonly isDefault?: boolean;
  readonly api: ApiName;
  /** `null`: by the address. */
  readonly applyChatTemplate: boolean | null;
  readonly tokenizePrompt: boolean;
  /** The prompts are those of the speed benchmark: plain text, for a completions endpoint. */
  readonly isSpeedBenchmark?: boolean;
}

/** The address that requests go to and what follows from it. */
export interface UrlResult {
  /** Without user name and password. */
  readonly url: string;
  /** Fit to be shown. */
  readonly displayUrl: string;
  /** The user name and password of the address as a header's value. */
  readonly basicAuthorization: string | null;
  readonly applyChatTemplate: boolean;
  readonly notes: readonly string[];
}

const KNOWN_ENDPOINTS = [
  "/chat/completions",
  "/completions",
  "/responses",
  "/embeddings",
  "/reranks",
  "/rerank",
] as const;

/** What is appended to an address that names no endpoint. */
const ENDPOINT_OF_API: Readonly<Partial<Record<ApiName, string>>> = {
  openai: "chat/completions",
  openai_responses: "responses",
  openai_embedding: "embeddings",
  openai_rerank: "reranks",
  messages: "messages",
};

/** How the paths end that an API can talk to. */
const FIT_OF_API: Readonly<Partial<Record<ApiName, RegExp>>> = {
  openai: /\/completions$/,
  openai_responses: /\/responses$/,
  openai_embedding: /\/(embeddings|embed)$/,
  openai_rerank: /\/(reranks?|score)$/,
  messages: /\/messages$/,
};

/** APIs that are told of by the same base address as chat completions. */
const REPLACES_CHAT: ReadonlySet<ApiName> = new Set(["openai_responses", "messages"]);

/** Addresses of DashScope that speak the OpenAI dialect. */
const COMPATIBLE_MODE = /\/compatible-mode(\/|$)/;

/**
 * Applies the rules of `evalscope perf`: append the API's endpoint where the address names none (never `/v1`), decide
 * on the chat template by the end of the address, then turn chat/completions into completions for token ids. The rules
 * look at the path alone, so a query string does not disturb them.
 */
export function resolveUrl(wishes: UrlWishes): UrlResult | Problem {
  const url = parseAddress(wishes.url);
  if (!(url instanceof URL)) return url;
  const notes: string[] = [];
  fitEndpoint(url, wishes, notes);
  if (wishes.isSpeedBenchmark === true) toCompletions(url, "The speed benchmark sends plain text, to", notes);
  const isChat = pathOf(url).endsWith("chat/completions");
  const applyChatTemplate = wishes.applyChatTemplate ?? (isChat || takesMessages(url, wishes.api));
  notes.push(...noteMismatch(url, wishes.api), ...noteTemplate(url, { applyChatTemplate, isChat }));
  if (wishes.tokenizePrompt) toCompletions(url, "Token ids go to", notes);
  const displayUrl = maskUrl(url.href);
  const basicAuthorization = takeUserInfo(url);
  return { url: url.href, displayUrl, basicAuthorization, applyChatTemplate, notes };
}

function toCompletions(url: URL, reason: string, notes: string[]): void {
  const path = pathOf(url);
  if (!path.endsWith("chat/completions")) return;
  url.pathname = path.replace(/chat\/completions$/, "completions");
  notes.push(`${reason} the completions endpoint: ${maskUrl(url.href)}`);
}

function parseAddress(address: string): URL | Problem {
  const trimmed = address.trim();
  const url = URL.parse(trimmed);
  const message = `Cannot use "${maskUrl(trimmed)}" for --url`;
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    url.hash = "";
    return url;
  }
  if (/^[a-z]+:\/\//i.test(trimmed)) return { message: `${message}: must begin with http:// or https://` };
  const completed = URL.parse(`http://${trimmed}`);
  if (completed === null || trimmed === "") return { message: `${message}: it is not an address` };
  return { message: `${message}: http:// or https:// is missing`, hint: `Write --url ${maskUrl(completed.href)}` };
}

function pathOf(url: URL): string {
  return url.pathname.replace(/\/+$/, "");
}

/** Replaces the endpoint of chat completions where the API has another, and appends it where there is none. */
function fitEndpoint(url: URL, { api, isDefault = false }: UrlWishes, notes: string[]): void {
  const path = pathOf(url);
  const isCompatible = api === "dashscope" && COMPATIBLE_MODE.test(path);
  const endpoint = ENDPOINT_OF_API[isCompatible ? "openai" : api];
  if (endpoint === undefined) return;
  if (path.endsWith("/chat/completions") && (isDefault || REPLACES_CHAT.has(api))) {
    url.pathname = path.replace(/chat\/completions$/, endpoint);
    return;
  }
  if (KNOWN_ENDPOINTS.some((known) => path.endsWith(known)) || FIT_OF_API[api]?.test(path) === true) return;
  url.pathname = `${path}/${endpoint}`;
  const hint = path === "" ? '; most services want "/v1" before it' : "";
  notes.push(`The URL names no endpoint, so requests go to ${maskUrl(url.href)}${hint}`);
}

/** APIs that only know messages; the native protocol of DashScope is one. */
function takesMessages(url: URL, api: ApiName): boolean {
  return api === "messages" || (api === "dashscope" && !pathOf(url).endsWith("/completions"));
}

function noteMismatch(url: URL, api: ApiName): readonly string[] {
  const path = pathOf(url);
  const fit = FIT_OF_API[api];
  if (fit === undefined || fit.test(path)) return [];
  const end = path.split("/").at(-1);
  if (api === "openai") return [`The openai API sends chat or completion requests, but the URL ends in "${end}"`];
  return [`The ${api} API is meant for a URL that ends in ${ENDPOINT_OF_API[api]}, not in "${end}"`];
}

interface TemplateChoice {
  readonly applyChatTemplate: boolean;
  readonly isChat: boolean;
}

function noteTemplate(url: URL, { applyChatTemplate, isChat }: TemplateChoice): readonly string[] {
  if (!pathOf(url).endsWith("/completions") || isChat === applyChatTemplate) return [];
  if (isChat) return ['Without a chat template, {"prompt": …} is sent to a chat endpoint'];
  return ['With a chat template, {"messages": …} is sent to a completions endpoint'];
}

/** Takes user name and password out of an address: they go as a header, as curl does it. */
function takeUserInfo(url: URL): string | null {
  if (url.username === "" && url.password === "") return null;
  const plain = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(plain)))}`;
}
