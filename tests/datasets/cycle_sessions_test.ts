import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { cycleSessions } from "../../src/datasets/cycle_sessions.ts";
import { createFixedPromptDataset } from "../../src/datasets/fixed_prompt.ts";
import { toPromptSession } from "../../src/datasets/prompts/prompt_session.ts";
import { loadEmbeddedTokenizer } from "../../src/tokenizers/embedded_tokenizer.ts";
import { promptOf, takeSessions } from "../support/take_sessions.ts";

const tokenizer = await loadEmbeddedTokenizer();
const HAS_TEMPLATE = true;
const NO_TEMPLATE = false;

function createLetters(letters: string) {
  return { isEndless: false, sessions: () => [...letters].map((letter) => toPromptSession(letter, HAS_TEMPLATE)) };
}

Deno.test("cycleSessions() starts again when the data ends", async () => {
  const sessions = await takeSessions(createLetters("abc"), 7);
  strictEqual(sessions.map(promptOf).join(""), "abcabca");
});

Deno.test("cycleSessions() gives fewer than there are", async () => {
  strictEqual((await takeSessions(createLetters("abc"), 2)).length, 2);
  strictEqual((await takeSessions(createLetters("abc"), 0)).length, 0);
});

Deno.test("cycleSessions() goes on without end when no count is given", async () => {
  let seen = 0;
  for await (const _ of cycleSessions(createLetters("ab"), null)) {
    if (++seen === 101) break;
  }
  strictEqual(seen, 101);
});

Deno.test("cycleSessions() refuses an empty dataset", async () => {
  await rejects(takeSessions(createLetters(""), 1), { name: "DataError", message: /empty/ });
});

Deno.test("cycleSessions() ends with data that brings its own times", async () => {
  const replayed = { ...createLetters("ab"), hasArrivalTimes: true };
  strictEqual((await takeSessions(replayed, 5)).map(promptOf).join(""), "ab");
});

Deno.test("a fixed prompt is a message of the user, or text without a chat template", async () => {
  const [chat] = await takeSessions(createFixedPromptDataset("hi\n", HAS_TEMPLATE), 1);
  deepStrictEqual(chat?.turns, [{ input: { kind: "messages", messages: [{ role: "user", content: "hi\n" }] } }]);
  const [text] = await takeSessions(createFixedPromptDataset("hi\n", NO_TEMPLATE), 1);
  deepStrictEqual(text?.turns, [{ input: { kind: "text", text: "hi\n" } }]);
});

Deno.test("a fixed prompt with a tokenizer is sent as its token ids", async () => {
  const [session] = await takeSessions(createFixedPromptDataset("hello world", NO_TEMPLATE, tokenizer), 1);
  const ids = tokenizer.encode("hello world");
  deepStrictEqual(session?.turns, [{ input: { kind: "tokens", ids }, promptTokens: ids.length }]);
});
