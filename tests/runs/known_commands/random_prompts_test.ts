import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { fixed } from "../../../src/core/value_distribution.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import type { Tokenizer } from "../../../src/tokenizers/tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { firstStep } from "../../support/perf_run.ts";
import { assertFine, type KnownRun, toCounts, withKnownRun } from "./known_run.ts";

/** Replies as long as asked, in few events: how many events there are is not what these commands are about. */
const LONG_REPLIES = { tokens: fixed(2048), tokensPerChunk: 128 };
/** Nothing here depends on luck. */
const SEED = { env: { STREAMGAUGE_SEED: "11" } };
/** Fewer requests than the commands ask for: what a prompt is like shows in these. */
const FEWER = 40;
const FEWER_CHATS = ["--url", "{url}/v1/chat/completions", "--number", `${FEWER}`];
/** What pieces of words may save or cost where a prefix ends. */
const SLACK_TOKENS = 4;

function loadHubTokenizer(): Promise<Tokenizer> {
  return loadTokenizer(fixturePath("tokenizers/tiny_chat"));
}

/** What the chat template adds counts as part of a prompt's length. */
function countTemplate(tokenizer: Tokenizer): number {
  const empty = tokenizer.chatTemplate?.render([{ role: "user", content: "" }], { addGenerationPrompt: true });
  return tokenizer.encode(empty ?? "").length;
}

function texts({ received }: KnownRun): readonly string[] {
  return received.map(({ body: { messages: [{ content }] } }) => content.find?.(isText)?.text ?? content);
}

function isText({ type }: { readonly type: string }): boolean {
  return type === "text";
}

function commonStart(first: string, second: string): string {
  let length = 0;
  while (length < first.length && first[length] === second[length]) length++;
  return first.slice(0, length);
}

Deno.test("random prompts have a shared prefix and a length within the limits", async () => {
  const tokenizer = await loadHubTokenizer();
  await withKnownRun("random", { ...SEED, appended: FEWER_CHATS }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_20_number_40: FEWER });
    const lengths = texts(run).map((text) => tokenizer.encode(text).length + countTemplate(tokenizer));
    const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
    ok(shortest >= 64 + 1024 && longest <= 64 + 2048, `${shortest} to ${longest}`);
    ok(longest - shortest > 512);
    const shared = tokenizer.encode(texts(run).reduce(commonStart)).length;
    ok(Math.abs(shared - 64) <= SLACK_TOKENS, `${shared} shared tokens`);
    const { min_tokens, max_tokens } = run.received[0]?.body;
    deepStrictEqual([min_tokens, max_tokens], [128, 128]);
  });
});

Deno.test("prompts as token ids have exactly the length asked", async () => {
  const appended = ["--url", "{url}/v1/completions", "--number", `${FEWER}`];
  await withKnownRun("token ids", { ...SEED, appended }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_20_number_40: FEWER });
    for (const { body: { prompt } } of run.received) strictEqual(prompt.length, 64 + 1024);
    strictEqual(firstStep(run.run).distributions.input_tokens.min, 1088);
  });
});

Deno.test("exact lengths hold without a tokenizer, by the embedded one", async () => {
  await withKnownRun("exact lengths", { ...SEED, service: LONG_REPLIES }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_5_number_100: 100 });
    strictEqual(firstStep(run.run).distributions.output_tokens.min, 512);
    ok(/o200k_base/.test(run.stderr + run.stdout));
  });
});

Deno.test("random images go with random texts, all of them different", async () => {
  const tokenizer = await loadHubTokenizer();
  await withKnownRun("random_vl", { ...SEED, appended: FEWER_CHATS }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_20_number_40: FEWER });
    const images = new Set<string>();
    for (const { body } of run.received) {
      const [text, image, ...others] = body.messages[0].content;
      deepStrictEqual([text.type, image.type, others], ["text", "image_url", []]);
      deepStrictEqual(readPngHeader(image.image_url.url), { width: 512, height: 512, colourType: 2 });
      images.add(image.image_url.url);
      strictEqual(tokenizer.encode(text.text).length + countTemplate(tokenizer), 100);
    }
    strictEqual(images.size, FEWER);
  });
});

/** Reads the first block of a PNG in a data URL. */
function readPngHeader(url: string): Record<string, number> {
  const bytes = Uint8Array.from(atob(url.replace("data:image/png;base64,", "")), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return { width: view.getUint32(16), height: view.getUint32(20), colourType: view.getUint8(25) };
}

Deno.test("the vision test sends an image with each request", async () => {
  const appended = ["--url", "{url}/v1/chat/completions", "--number", "10"];
  await withKnownRun("vision", { ...SEED, appended }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_2_number_10: 10 });
    for (const { body } of run.received) {
      strictEqual(body.messages[0].content.length, 2);
      strictEqual(body.max_tokens, 256);
    }
  });
});

Deno.test("the quick start sweeps five loads with exact lengths", async () => {
  // The loads of the quick start with a quarter of its requests, as far as there is one for each slot.
  const numbers = { 1: 3, 10: 10, 50: 50, 100: 100, 200: 200 };
  const appended = ["--url", "{url}/v1/chat/completions", "--number", ...Object.values(numbers).map(String)];
  await withKnownRun("quick start", { ...SEED, appended, service: LONG_REPLIES }, (run) => {
    assertFine(run);
    const expected = Object.entries(numbers).map(([slots, number]) => [`parallel_${slots}_number_${number}`, number]);
    deepStrictEqual(toCounts(run), Object.fromEntries(expected));
    for (const { distributions: { output_tokens } } of run.run.steps) {
      deepStrictEqual([output_tokens.min, output_tokens.max], [1024, 1024]);
    }
    ok(run.received.every(({ body }) => body.ignore_eos === true));
  });
});
