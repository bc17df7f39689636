import { deepStrictEqual, strictEqual } from "node:assert";
import { countPromptTokens } from "../../../src/app/step/counting/count_tokens.ts";
import { openInlineCounter } from "../../../src/app/step/counting/inline_counter.ts";
import { createTokenFiller } from "../../../src/app/step/token_filler.ts";
import { toDataUrl } from "../../../src/datasets/images/data_url.ts";
import { drawImage } from "../../../src/datasets/images/drawing.ts";
import { encodePng } from "../../../src/datasets/images/png.ts";
import type { ChatTemplate, Tokenizer } from "../../../src/tokenizers/tokenizer.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { SampleBatch } from "../../../src/metrics/samples/sample_batch.ts";
import { computeRequestFigures } from "../../../src/metrics/request_figures.ts";
import { findTokenGaps } from "../../../src/metrics/token_gaps.ts";
import { makeRecord, makeReplyRecord } from "../../support/make_record.ts";

/** Counts characters, so that expectations can be read off the text. */
const letters: Tokenizer = {
  name: "letters",
  origin: "tokenizer",
  encode: (text) => [...text].map((_, index) => index),
  decode: () => "",
  countTokens: (text) => text.length,
  plainIds: () => [],
  words: () => [],
  chatTemplate: null,
};

const unknown = { promptTokens: null, completionTokens: null, promptOrigin: null, completionOrigin: null };
const withoutUsage = { ...unknown, cachedTokens: null, reasoningTokens: null };

const hub = { source: "local", modelScopeUrl: "", huggingFaceUrl: "", cacheDir: "", token: null } as const;

function fillerWith(tokenizer: Tokenizer | null, used: string[] = [], signal = new AbortController().signal) {
  const load = () => Promise.resolve(tokenizer ?? { ...letters, name: "embedded", origin: "embedded" as const });
  return createTokenFiller({
    openCounter: () => openInlineCounter({ location: null, hub, load }),
    imagePatchPx: 28,
    onFirstUse: ({ name }) => used.push(name),
    signal,
  });
}

Deno.test("counts of the service are left as they are", async () => {
  const record = makeReplyRecord();
  const filler = fillerWith(letters);
  strictEqual(await filler.fill(record), record);
  strictEqual(filler.usedTokenizer(), null);
});

Deno.test("missing counts come from the user's tokenizer: reasoning, text and tool calls", async () => {
  const reply = { content: "abc", reasoning: "hm", toolCalls: "[]" };
  const { tokens } = await fillerWith(letters).fill(makeReplyRecord({ tokens: withoutUsage, reply }));
  deepStrictEqual([tokens.promptTokens, tokens.completionTokens], [2, 7]);
  deepStrictEqual([tokens.promptOrigin, tokens.completionOrigin], ["tokenizer", "tokenizer"]);
});

Deno.test("without a tokenizer the embedded one counts, and that is said once", async () => {
  const used: string[] = [];
  const filler = fillerWith(null, used);
  for (let i = 0; i < 3; i++) await filler.fill(makeReplyRecord({ tokens: withoutUsage }));
  deepStrictEqual(used, ["embedded"]);
  strictEqual(filler.usedTokenizer(), "embedded");
});

Deno.test("only the missing one of two counts is filled", async () => {
  const tokens = { ...withoutUsage, promptTokens: 99, promptOrigin: "server" } as const;
  const filled = await fillerWith(letters).fill(makeReplyRecord({ tokens }));
  deepStrictEqual([filled.tokens.promptTokens, filled.tokens.promptOrigin], [99, "server"]);
  deepStrictEqual([filled.tokens.completionTokens, filled.tokens.completionOrigin], [3, "tokenizer"]);
});

Deno.test("once a run is cut off nothing is counted any more", async () => {
  const cutOff = new AbortController();
  const filler = fillerWith(letters, [], cutOff.signal);
  cutOff.abort();
  const record = makeReplyRecord({ tokens: withoutUsage });
  strictEqual(await filler.fill(record), record);
});

Deno.test("failed requests are not counted", async () => {
  const failure = { kind: "reset", message: "gone" } as const;
  const record = makeReplyRecord({ tokens: withoutUsage, failure });
  strictEqual(await fillerWith(letters).fill(record), record);
});

const bodies: readonly [string, Parameters<typeof countPromptTokens>[0], number][] = [
  ["token ids", { prompt: [5, 6, 7] }, 3],
  ["text", { prompt: "four" }, 4],
  ["several texts", { prompt: ["ab", "c"] }, 3],
  ["messages with parts", { messages: [{ role: "user", content: [{ type: "text", text: "hey" }] }] }, 3],
];

for (const [name, body, expected] of bodies) {
  Deno.test(`countPromptTokens() counts ${name}`, () => strictEqual(countPromptTokens(body, letters), expected));
}

Deno.test("countPromptTokens() counts a token for each patch of an image that is in the body", () => {
  const bytes = encodePng(drawImage({ widthPx: 57, heightPx: 28, mode: "L" }, 1));
  const image = { type: "image_url", image_url: { url: toDataUrl(bytes, "image/png") } };
  const elsewhere = { type: "image_url", image_url: { url: "https://example.org/a.png" } };
  const content = [{ type: "text", text: "abc" }, image, elsewhere];
  strictEqual(countPromptTokens({ messages: [{ role: "user", content }] }, letters), 3 + 3);
  strictEqual(countPromptTokens({ messages: [{ role: "user", content }] }, letters, 14), 3 + 5 * 2);
});

Deno.test("countPromptTokens() renders messages through the chat template with the generation prompt", () => {
  const chatTemplate = {
    render: (messages: readonly unknown[], options?: { readonly addGenerationPrompt?: boolean }) =>
      `<${messages.length}>${options?.addGenerationPrompt ? "go" : ""}`,
  };
  const body = { messages: [{ role: "user", content: "a long text" }] };
  strictEqual(countPromptTokens(body, { ...letters, chatTemplate }), 5);
});

Deno.test("countPromptTokens() gives the template the tools and variables of the body", () => {
  const chatTemplate: ChatTemplate = {
    render: (_messages, options) => JSON.stringify([options?.tools, options?.variables]),
  };
  const messages = [{ role: "user", content: "hi" }];
  const body = { messages, tools: [{ type: "function" }], chat_template_kwargs: { enable_thinking: false } };
  const expected = '[[{"type":"function"}],{"enable_thinking":false}]'.length;
  strictEqual(countPromptTokens(body, { ...letters, chatTemplate }), expected);
});

const CONTENT_EVENTS = [[10, "reasoning"], [20, "content"], [50, "content"], [60, "finish"]] as const;

/** A reply of two characters of reasoning and five of content, in events of two, one and four. */
function pieces(over: { readonly content?: string; readonly completionTokens?: number | null } = {}): RequestRecord {
  const { content = "abcde", completionTokens = 7 } = over;
  const reply = { content, reasoning: "hm", toolCalls: "" };
  const tokens = { promptTokens: 2, promptOrigin: "server", completionTokens, completionOrigin: "server" } as const;
  const record = makeRecord({ events: CONTENT_EVENTS, reply, tokens });
  return { ...record, chunks: { ...record.chunks, textEnds: Uint32Array.from([2, 3, 7, 7]) } };
}

function tokenGapsOf(record: RequestRecord) {
  const eventGaps = new SampleBatch();
  computeRequestFigures(record, eventGaps);
  return findTokenGaps(record, eventGaps);
}

Deno.test("the user's tokenizer tells the tokens of each event where the service does not", async () => {
  const filler = fillerWith(letters);
  const { chunks } = await filler.fill(pieces());
  deepStrictEqual([[...chunks.tokens ?? []], chunks.tokensFrom, chunks.textEnds], [
    [2, 3, 7, 7],
    "tokenizer",
    undefined,
  ]);
  // The service stated the tokens of the reply: nothing was missing that would be told of.
  strictEqual(filler.usedTokenizer(), null);
  const found = tokenGapsOf({ ...pieces(), chunks });
  deepStrictEqual([found?.origin, [...found?.gaps.values ?? []]], ["tokenizer", [10, 7.5, 7.5, 7.5, 7.5]]);
});

Deno.test("the count of the service is spread by the parts that the tokenizer sees", async () => {
  const { chunks } = await fillerWith(letters).fill(pieces({ completionTokens: 14 }));
  deepStrictEqual([...chunks.tokens ?? []], [4, 6, 14, 14]);
});

Deno.test("where the pieces are not the text nothing is claimed of single events", async () => {
  const { chunks } = await fillerWith(letters).fill(pieces({ content: "something else" }));
  deepStrictEqual([chunks.tokens, chunks.tokensFrom], [null, undefined]);
  strictEqual(tokenGapsOf({ ...pieces(), chunks })?.origin, "even");
});
