import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { resolveUrl, type UrlResult, type UrlWishes } from "../../../src/config/resolving/url_rules.ts";
import type { ApiName } from "../../../src/core/apis.ts";

function wishesFor(url: string): UrlWishes {
  return { url, api: "openai", work: "chat", applyChatTemplate: null, tokenizePrompt: false };
}

function resolve(wishes: UrlWishes): UrlResult {
  const resolved = resolveUrl(wishes);
  ok("url" in resolved, JSON.stringify(resolved));
  return resolved;
}

const ADDRESSES: readonly (readonly [typed: string, url: string, isChat: boolean])[] = [
  ["http://h:8000/v1/chat/completions", "http://h:8000/v1/chat/completions", true],
  ["http://h:8000/v1/chat/completions/", "http://h:8000/v1/chat/completions/", true],
  ["http://h:8000/v1/completions", "http://h:8000/v1/completions", false],
  ["http://h:8000/v1", "http://h:8000/v1/chat/completions", true],
  ["http://h:8000/v1/", "http://h:8000/v1/chat/completions", true],
  ["http://h:8000", "http://h:8000/chat/completions", true],
  ["https://h/proxy?api-version=1", "https://h/proxy/chat/completions?api-version=1", true],
  ["https://h/v1/completions?v=1#part", "https://h/v1/completions?v=1", false],
  ["http://h/v1/embeddings", "http://h/v1/embeddings", false],
  ["http://h/v1/responses", "http://h/v1/responses", false],
  ["http://[::1]:8000/v1", "http://[::1]:8000/v1/chat/completions", true],
];

for (const [typed, url, isChat] of ADDRESSES) {
  Deno.test(`resolveUrl() makes ${url} of ${typed}`, () => {
    const resolved = resolve(wishesFor(typed));
    deepStrictEqual([resolved.url, resolved.applyChatTemplate], [url, isChat]);
  });
}

const ADDRESSES_OF_APIS: readonly (readonly [api: ApiName, typed: string, url: string, isTemplated: boolean])[] = [
  ["openai_responses", "http://h/v1", "http://h/v1/responses", false],
  ["openai_responses", "http://h/v1/chat/completions", "http://h/v1/responses", false],
  ["openai_embedding", "http://h/v1", "http://h/v1/embeddings", false],
  ["openai_embedding", "http://h/v1/embeddings", "http://h/v1/embeddings", false],
  ["openai_embedding", "http://h/embed", "http://h/embed", false],
  ["openai_rerank", "http://h/v1", "http://h/v1/reranks", false],
  ["openai_rerank", "http://h/v1/rerank", "http://h/v1/rerank", false],
  ["openai_rerank", "http://h/score", "http://h/score", false],
  ["messages", "http://h/v1", "http://h/v1/messages", true],
  ["messages", "http://h/v1/chat/completions", "http://h/v1/messages", true],
  ["messages", "http://h/v1/messages", "http://h/v1/messages", true],
  ["dashscope", "http://h/api/v1/services/x/generation", "http://h/api/v1/services/x/generation", true],
  ["dashscope", "http://h/compatible-mode/v1", "http://h/compatible-mode/v1/chat/completions", true],
  ["dashscope", "http://h/compatible-mode/v1/completions", "http://h/compatible-mode/v1/completions", false],
  ["ollama", "http://h:11434", "http://h:11434/api/chat", true],
  ["ollama", "http://h:11434/api", "http://h:11434/api/chat", true],
  ["ollama", "http://h:11434/v1", "http://h:11434/api/chat", true],
  ["ollama", "http://h:11434/v1/chat/completions", "http://h:11434/api/chat", true],
  ["ollama", "http://h:11434/api/generate", "http://h:11434/api/generate", false],
  ["openai", "http://h/v1/chat", "http://h/v1/chat/completions", true],
  ["custom", "http://h/ask", "http://h/ask", false],
];

for (const [api, typed, url, isTemplated] of ADDRESSES_OF_APIS) {
  Deno.test(`resolveUrl() makes ${url} of ${typed} for ${api}`, () => {
    const resolved = resolve({ ...wishesFor(typed), api });
    deepStrictEqual([resolved.url, resolved.applyChatTemplate], [url, isTemplated]);
  });
}

Deno.test("resolveUrl() gives the address of the program itself the endpoint of any API", () => {
  const wishes = { ...wishesFor("http://127.0.0.1:8877/v1/chat/completions"), isDefault: true };
  strictEqual(resolve({ ...wishes, api: "openai_embedding" }).url, "http://127.0.0.1:8877/v1/embeddings");
  strictEqual(resolve({ ...wishes, api: "openai_rerank" }).url, "http://127.0.0.1:8877/v1/reranks");
});

Deno.test("resolveUrl() sends to the endpoint for what is asked, where an API has several", () => {
  const wishes = { ...wishesFor("http://h:11434"), api: "ollama" } as const;
  strictEqual(resolve({ ...wishes, work: "embedding" }).url, "http://h:11434/api/embed");
  strictEqual(resolve({ ...wishes, applyChatTemplate: false }).url, "http://h:11434/api/generate");
  strictEqual(resolve({ ...wishes, isSpeedBenchmark: true }).url, "http://h:11434/api/generate");
  deepStrictEqual(resolve(wishes).notes, ["The URL names no endpoint, so requests go to http://h:11434/api/chat"]);
});

/** An address of one API, another that is asked for there, whose endpoint it is, and where the one asked for would be. */
const MISTAKEN: readonly (readonly [url: string, api: ApiName, end: string, speaker: ApiName, right: string])[] = [
  ["http://h/v1/completions", "openai_embedding", "completions", "openai", "http://h/v1/embeddings"],
  ["http://h/x/completions", "openai_embedding", "completions", "openai", "http://h/x/embeddings"],
  ["http://h:1/v1/completions", "ollama", "completions", "openai", "http://h:1/api/chat"],
  ["http://h:1/v1/embeddings?a=b", "ollama", "embeddings", "openai_embedding", "http://h:1/api/chat?a=b"],
  ["http://h:1/api/chat", "openai", "api/chat", "ollama", "http://h:1/v1/chat/completions"],
  ["http://h:1/api/generate", "openai", "api/generate", "ollama", "http://h:1/v1/chat/completions"],
  ["http://h:1/x/api/embed", "openai", "api/embed", "ollama", "http://h:1/x/v1/chat/completions"],
  ["http://h/v1/messages", "openai", "messages", "messages", "http://h/v1/chat/completions"],
  ["http://h/v1/responses", "openai_rerank", "responses", "openai_responses", "http://h/v1/reranks"],
  ["http://h:1/api/chat", "messages", "api/chat", "ollama", "http://h:1/v1/messages"],
];

for (const [url, api, end, speaker, right] of MISTAKEN) {
  Deno.test(`resolveUrl() names the right address and the right API for ${url} with --api ${api}`, () => {
    const resolved = resolve({ ...wishesFor(url), api });
    // It is the user's address all the same.
    strictEqual(resolved.url, url);
    strictEqual(
      resolved.notes[0],
      `The URL ends in "${end}", an endpoint of the ${speaker} API: give --api ${speaker}, or --url ${right} for the ${api} API`,
    );
  });
}

Deno.test("resolveUrl() notes an end that no API has", () => {
  deepStrictEqual(resolve({ ...wishesFor("http://h/v1/score"), api: "ollama" }).notes, [
    'The ollama API is meant for a URL that ends in api/chat or api/generate or api/embed, not in "score"',
  ]);
});

Deno.test("resolveUrl() notes an appended endpoint, and /v1 where there was no path", () => {
  deepStrictEqual(resolve(wishesFor("http://h/v1")).notes, [
    "The URL names no endpoint, so requests go to http://h/v1/chat/completions",
  ]);
  deepStrictEqual(resolve(wishesFor("http://h")).notes, [
    'The URL names no endpoint, so requests go to http://h/chat/completions; most services want "/v1" before it',
  ]);
});

Deno.test("resolveUrl() sends token ids to completions and leaves the chat template on", () => {
  const resolved = resolve({ ...wishesFor("http://h/v1/chat/completions"), tokenizePrompt: true });
  deepStrictEqual([resolved.url, resolved.applyChatTemplate], ["http://h/v1/completions", true]);
});

Deno.test("resolveUrl() obeys the user about the chat template and notes what does not go together", () => {
  const plain = resolve({ ...wishesFor("http://h/v1/chat/completions"), applyChatTemplate: false });
  const chat = resolve({ ...wishesFor("http://h/v1/completions"), applyChatTemplate: true });
  deepStrictEqual([plain.applyChatTemplate, plain.notes.length], [false, 1]);
  deepStrictEqual([chat.applyChatTemplate, chat.notes.length], [true, 1]);
});

Deno.test("resolveUrl() turns user name and password into a header and masks them", () => {
  const resolved = resolve(wishesFor("http://us%20er:p%C3%A4ss@h/v1"));
  strictEqual(resolved.url, "http://h/v1/chat/completions");
  strictEqual(resolved.displayUrl, "http://**********@h/v1/chat/completions");
  strictEqual(resolved.basicAuthorization, "Basic dXMgZXI6cMOkc3M=");
  ok(!resolved.notes.some((note) => note.includes("er:")));
});

Deno.test("resolveUrl() masks keys in the query of what is shown only", () => {
  const resolved = resolve(wishesFor("http://h/v1/completions?api-key=s3&v=1"));
  strictEqual(resolved.url, "http://h/v1/completions?api-key=s3&v=1");
  strictEqual(resolved.displayUrl, "http://h/v1/completions?api-key=**********&v=1");
});

const WRONG: readonly (readonly [typed: string, message: string, hint?: string])[] = [
  [
    "localhost:8000/v1",
    'Cannot use "localhost:8000/v1" for --url: http:// or https:// is missing',
    "Write --url http://localhost:8000/v1",
  ],
  [
    "127.0.0.1:8000",
    'Cannot use "127.0.0.1:8000" for --url: http:// or https:// is missing',
    "Write --url http://127.0.0.1:8000/",
  ],
  ["ftp://h/x", 'Cannot use "ftp://h/x" for --url: must begin with http:// or https://'],
  [
    "http+unix:///tmp/s.sock",
    'Cannot use "http+unix:///tmp/s.sock" for --url: must begin with http:// or https://',
    "Name the socket with --unix-socket FILE",
  ],
  ["", 'Cannot use "" for --url: it is not an address'],
];

for (const [typed, message, hint] of WRONG) {
  Deno.test(`resolveUrl() refuses "${typed}"`, () => {
    deepStrictEqual(resolveUrl(wishesFor(typed)), hint === undefined ? { message } : { message, hint });
  });
}
