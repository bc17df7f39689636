import { API_FACTS, API_NAMES, type ApiFacts, type ApiName, type Work } from "../../core/apis.ts";
import type { Problem } from "../../core/errors.ts";
import type { Environment } from "../parsing/environment.ts";
import { maskUrl } from "../../core/secret_mask.ts";

/** What the user said about the address. */
export interface UrlWishes {
  readonly url: string;
  /** The address is the program's, not the user's. */
  readonly isDefault?: boolean;
  readonly api: ApiName;
  /** What the dataset asks of the service. */
  readonly work: Work;
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

/**
 * Applies the rules of `evalscope perf`: append the API's endpoint where the address names none (never `/v1`), decide
 * on the chat template by the end of the address, then turn chat/completions into completions for token ids. The rules
 * look at the path alone, so a query string does not disturb them.
 */
export function resolveUrl(wishes: UrlWishes): UrlResult | Problem {
  const url = parseAddress(wishes.url);
  if (!(url instanceof URL)) return url;
  const notes: string[] = [];
  const facts = speaks(wishes.api, pathOf(url));
  fitEndpoint(url, { ...wishes, facts }, notes);
  if (wishes.isSpeedBenchmark === true) {
    toText(url, { facts, reason: "The speed benchmark sends plain text, to" }, notes);
  }
  const path = pathOf(url);
  const isChat = CHAT_COMPLETIONS.test(path);
  const applyChatTemplate = wishes.applyChatTemplate ?? (isChat || facts.takesMessages?.test(path) === true);
  notes.push(...noteMismatch(url, wishes), ...noteTemplate(path, { facts, applyChatTemplate }));
  if (wishes.tokenizePrompt) toText(url, { facts, reason: "Token ids go to" }, notes);
  const displayUrl = maskUrl(url.href);
  const basicAuthorization = takeUserInfo(url);
  return { url: url.href, displayUrl, basicAuthorization, applyChatTemplate, notes };
}

/** What an API speaks at an address: its own dialect, or OpenAI's where that is offered as well. */
function speaks(api: ApiName, path: string): ApiFacts {
  return API_FACTS[api].compatible?.test(path) === true ? API_FACTS.openai : API_FACTS[api];
}

interface TextRule {
  readonly facts: ApiFacts;
  readonly reason: string;
}

/** Turns the endpoint of a chat into the one that takes plain text, where there are two. */
function toText(url: URL, { facts, reason }: TextRule, notes: string[]): void {
  const path = pathOf(url);
  const { chat, text } = endpointsOfText(facts);
  if (!path.endsWith(`/${chat}`)) return;
  url.pathname = `${path.slice(0, -chat.length)}${text}`;
  notes.push(`${reason} the ${lastOf(text)} endpoint: ${maskUrl(url.href)}`);
}

/** Where chats and plain text go apart: an API that says nothing of it may still be at an address of OpenAI's. */
function endpointsOfText({ endpoints: { chat, text } }: ApiFacts): { readonly chat: string; readonly text: string } {
  if (chat !== undefined && text !== undefined) return { chat, text };
  return { chat: "chat/completions", text: "completions" };
}

function lastOf(path: string): string {
  return path.split("/").at(-1) ?? path;
}

function parseAddress(address: string): URL | Problem {
  const trimmed = address.trim();
  const url = URL.parse(trimmed);
  const message = `Cannot use "${maskUrl(trimmed)}" for --url`;
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    url.hash = "";
    return url;
  }
  if (/^https?:\/\//i.test(trimmed)) {
    return {
      message: `${message}: it is not an address`,
      hint: "Check the name of the host and the port, at most 65535",
    };
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(trimmed)) {
    const problem = { message: `${message}: must begin with http:// or https://` };
    return /unix/i.test(trimmed) ? { ...problem, hint: "Name the socket with --unix-socket FILE" } : problem;
  }
  const completed = URL.parse(`http://${trimmed}`);
  if (completed === null || trimmed === "") return { message: `${message}: it is not an address` };
  return { message: `${message}: http:// or https:// is missing`, hint: `Write --url ${maskUrl(completed.href)}` };
}

function pathOf(url: URL): string {
  return url.pathname.replace(/\/+$/, "");
}

interface EndpointRule extends UrlWishes {
  readonly facts: ApiFacts;
}

/** Replaces the endpoint of chat completions where the API has another, and appends it where there is none. */
function fitEndpoint(url: URL, { facts, isDefault = false, ...wishes }: EndpointRule, notes: string[]): void {
  const path = pathOf(url);
  const endpoint = chooseEndpoint(facts, wishes);
  if (endpoint === undefined || facts.fits?.test(path) === true) return;
  const chat = CHAT_COMPLETIONS.exec(path);
  if (chat !== null && (isDefault || facts.replacesChat)) {
    const [end, version = ""] = chat;
    const base = isDefault || facts.base === "" ? facts.base : version;
    url.pathname = `${path.slice(0, -end.length)}${base}/${endpoint}`;
    return;
  }
  if (API_NAMES.some((name) => API_FACTS[name].fits?.test(path) === true)) return;
  if (facts.bases?.test(path) === false) return;
  // What has no version of its own is beside that of a service which speaks OpenAI's API as well.
  const stem = facts.base === "" ? path.replace(/\/v1$/, "") : path;
  url.pathname = append(path === "" && facts.bases !== null ? facts.base : stem, endpoint);
  if (isDefault) return;
  const hint = path === "" && facts.bases === null && facts.base !== ""
    ? `; most services want "${facts.base}" before it`
    : "";
  notes.push(`The URL names no endpoint, so requests go to ${maskUrl(url.href)}${hint}`);
}

/** Addresses of chat completions, with what stands before the endpoint as a rule. */
const CHAT_COMPLETIONS = /(\/v1)?\/chat\/completions$/;

/** The endpoint for what the dataset asks; an API that has one alone gets it whatever is asked. */
function chooseEndpoint({ endpoints, takesMessages }: ApiFacts, wishes: UrlWishes): string | undefined {
  const { chat, text } = endpoints;
  // Where chats take messages alone, a prompt without a template can only go to the other endpoint.
  const needsText = wishes.applyChatTemplate === false && chat !== undefined &&
    takesMessages?.test(`/${chat}`) === true;
  const wanted = wishes.work === "chat" && needsText ? text : endpoints[wishes.work];
  return wanted ?? Object.values(endpoints)[0];
}

/** Appends an endpoint of which the path may hold the beginning: `/api` and `api/chat` make `/api/chat`. */
function append(path: string, endpoint: string): string {
  const [first = "", ...rest] = endpoint.split("/");
  return rest.length > 0 && path.endsWith(`/${first}`) ? `${path}/${rest.join("/")}` : `${path}/${endpoint}`;
}

/** Names the right address where the one given is that of another API, and that API. */
function noteMismatch(url: URL, wishes: UrlWishes): readonly string[] {
  const { api } = wishes;
  const path = pathOf(url);
  const facts = API_FACTS[api];
  if (facts.fits === null || facts.fits.test(path)) return [];
  const speaker = findSpeaker(path);
  if (speaker === null) {
    const wanted = Object.values(facts.endpoints).join(" or ");
    return [`The ${api} API is meant for a URL that ends in ${wanted}, not in "${lastOf(path)}"`];
  }
  const { name, endpoint } = speaker;
  const stem = path.slice(0, -endpoint.length - 1);
  const { base } = API_FACTS[name];
  const root = base !== facts.base && stem.endsWith(base) ? stem.slice(0, stem.length - base.length) : stem;
  const right = new URL(url);
  right.pathname = `${root}${base === facts.base ? "" : facts.base}/${chooseEndpoint(facts, wishes)}`;
  const address = `The URL ends in "${endpoint}", an endpoint of the ${name} API`;
  return [`${address}: give --api ${name}, or --url ${maskUrl(right.href)} for the ${api} API`];
}

interface Speaker {
  readonly name: ApiName;
  readonly endpoint: string;
}

/** The API that an address is of: that with the longest endpoint, as others may end alike. */
function findSpeaker(path: string): Speaker | null {
  const speakers = API_NAMES.filter((name) => API_FACTS[name].fits !== null).flatMap((name) =>
    Object.values(API_FACTS[name].endpoints)
      .filter((endpoint) => path.endsWith(`/${endpoint}`))
      .map((endpoint): Speaker => ({ name, endpoint }))
  );
  return speakers.toSorted((a, b) => b.endpoint.length - a.endpoint.length)[0] ?? null;
}

interface TemplateChoice {
  readonly facts: ApiFacts;
  readonly applyChatTemplate: boolean;
}

function noteTemplate(path: string, { facts, applyChatTemplate }: TemplateChoice): readonly string[] {
  const { chat, text } = endpointsOfText(facts);
  if (path.endsWith(`/${chat}`)) {
    return applyChatTemplate ? [] : ['Without a chat template, {"prompt": …} is sent to a chat endpoint'];
  }
  if (!path.endsWith(`/${text}`) || !applyChatTemplate) return [];
  return [`With a chat template, {"messages": …} is sent to a ${lastOf(text)} endpoint`];
}

/**
 * Returns the address at which an API is when none was given: that of the variable which its other clients read, else
 * the public or usual one; `null` where there is none.
 */
export function homeAddress(api: ApiName, env: Environment): string | null {
  const { home } = API_FACTS[api];
  if (home === null) return null;
  const set = env[home.variable] ?? "";
  if (set === "" || set.includes("://")) return set === "" ? home.url : set;
  // A host alone, as Ollama has it: its port is the usual one unless it says so.
  return /:\d+$/.test(set) ? `http://${set}` : `http://${set}:${new URL(home.url).port || 80}`;
}

/** Takes user name and password out of an address: they go as a header, as curl does it. */
function takeUserInfo(url: URL): string | null {
  if (url.username === "" && url.password === "") return null;
  const plain = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(plain)))}`;
}
