import type { Problem } from "../../core/errors.ts";
import type { ApiName } from "../../core/names.ts";
import { maskUrl } from "../../core/secret_mask.ts";

/** What the user said about the address. */
export interface UrlWishes {
  readonly url: string;
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

const ENDPOINT_OF_API: Readonly<Record<ApiName, string>> = { openai: "chat/completions" };

/** What the openai API can talk to. */
const OPENAI_ENDPOINT = /\/completions$/;

/**
 * Applies the rules of `evalscope perf`: append the API's endpoint where the address names none (never `/v1`), decide
 * on the chat template by the end of the address, then turn chat/completions into completions for token ids. The rules
 * look at the path alone, so a query string does not disturb them.
 */
export function resolveUrl(wishes: UrlWishes): UrlResult | Problem {
  const url = parseAddress(wishes.url);
  if (!(url instanceof URL)) return url;
  const notes: string[] = [];
  appendEndpoint(url, wishes.api, notes);
  if (wishes.isSpeedBenchmark === true) toCompletions(url, "The speed benchmark sends plain text, to", notes);
  const isChat = pathOf(url).endsWith("chat/completions");
  const applyChatTemplate = wishes.applyChatTemplate ?? isChat;
  notes.push(...noteMismatch(url, applyChatTemplate, isChat));
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

function appendEndpoint(url: URL, api: ApiName, notes: string[]): void {
  const path = pathOf(url);
  if (KNOWN_ENDPOINTS.some((endpoint) => path.endsWith(endpoint))) return;
  url.pathname = `${path}/${ENDPOINT_OF_API[api]}`;
  const hint = path === "" ? '; most services want "/v1" before it' : "";
  notes.push(`The URL names no endpoint, so requests go to ${maskUrl(url.href)}${hint}`);
}

function noteMismatch(url: URL, applyChatTemplate: boolean, isChat: boolean): readonly string[] {
  const path = pathOf(url);
  if (!OPENAI_ENDPOINT.test(path)) {
    return [`The openai API sends chat or completion requests, but the URL ends in "${path.split("/").at(-1)}"`];
  }
  if (isChat && !applyChatTemplate) return ['Without a chat template, {"prompt": …} is sent to a chat endpoint'];
  if (!isChat && applyChatTemplate) return ['With a chat template, {"messages": …} is sent to a completions endpoint'];
  return [];
}

/** Takes user name and password out of an address: they go as a header, as curl does it. */
function takeUserInfo(url: URL): string | null {
  if (url.username === "" && url.password === "") return null;
  const plain = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(plain)))}`;
}
