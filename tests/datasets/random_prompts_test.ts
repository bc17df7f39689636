import { deepStrictEqual, match, notStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { Session } from "../../src/core/session.ts";
import type { DatasetContext } from "../../src/datasets/dataset.ts";
import { createRandomDataset } from "../../src/datasets/random_prompts.ts";
import { loadEmbeddedTokenizer } from "../../src/tokenizers/embedded_tokenizer.ts";
import { loadTokenizer } from "../../src/tokenizers/load_tokenizer.ts";
import type { Tokenizer } from "../../src/tokenizers/tokenizer.ts";
import { fixturePath } from "../support/fixture_files.ts";
import { makeDatasetContext } from "../support/make_dataset_context.ts";
import { promptOf, takeSessions } from "../support/take_sessions.ts";

const tokenizers = {
  byteLevel: await loadTokenizer(fixturePath("tokenizers/tiny_chat")),
  unigram: await loadTokenizer(fixturePath("tokenizers/own_unigram")),
  wordPiece: await loadTokenizer(fixturePath("tokenizers/tiny_embed")),
};
const embedded = await loadEmbeddedTokenizer();
embedded.words();
const { byteLevel } = tokenizers;

async function take(count: number, changes: Partial<DatasetContext>): Promise<Session[]> {
  const [context] = makeDatasetContext({ minPromptLength: 30, maxPromptLength: 30, ...changes });
  return await takeSessions(await createRandomDataset(context), count);
}

function idsOf(session: Session | undefined): readonly number[] {
  const input = session?.turns[0]?.input;
  if (input?.kind !== "tokens") throw new Error("no tokens");
  return input.ids;
}

for (const [name, tokenizer] of Object.entries(tokenizers)) {
  Deno.test(`random prompts have exactly the asked tokens, ${name}`, async () => {
    for (const length of [1, 2, 30, 100]) {
      const settings = { tokenizer, applyChatTemplate: false, minPromptLength: length, maxPromptLength: length };
      const lengths = (await take(8, settings)).map((session) => tokenizer.countTokens(promptOf(session)));
      deepStrictEqual(lengths, Array(8).fill(length));
    }
  });
}

Deno.test("random prompts of a vocabulary without words have the asked tokens too", async () => {
  const tokenizer: Tokenizer = { ...byteLevel, words: () => [] };
  const sessions = await take(20, { tokenizer, applyChatTemplate: false });
  const exact = sessions.filter((session) => tokenizer.countTokens(promptOf(session)) === 30);
  ok(exact.length >= 18);
  strictEqual(new Set(sessions.map(promptOf)).size, 20);
});

Deno.test("words that do not hold what they promise are not used", async () => {
  const words = byteLevel.words().map(({ id }) => ({ id, text: "unlikelyword" }));
  const sessions = await take(5, { tokenizer: { ...byteLevel, words: () => words }, applyChatTemplate: false });
  ok(sessions.every((session) => !promptOf(session).includes("unlikelyword")));
});

Deno.test("prompts that miss their length are told of, summed up", async () => {
  // Each text has one token more than its ids: no length but one is ever reached.
  const tokenizer: Tokenizer = { ...byteLevel, words: () => [], encode: (text) => [...byteLevel.encode(text), 5] };
  const [context, heard] = makeDatasetContext({
    tokenizer,
    applyChatTemplate: false,
    minPromptLength: 1,
    maxPromptLength: 1,
  });
  await takeSessions(await createRandomDataset(context), 3);
  match(heard.warnings.join(), /^3 random prompts are not exactly as long as asked: 3 tokens off in all$/);
});

Deno.test("the tokens of an empty message are taken off the asked length", async () => {
  const overhead = byteLevel.countTokens(
    byteLevel.chatTemplate?.render([{ role: "user", content: "" }], { addGenerationPrompt: true }) ?? "",
  );
  const [session] = await take(1, { tokenizer: byteLevel });
  strictEqual(byteLevel.countTokens(promptOf(session)), 30 - overhead);
  const rendered = byteLevel.chatTemplate?.render([{ role: "user", content: promptOf(session) }], {
    addGenerationPrompt: true,
  });
  strictEqual(byteLevel.countTokens(rendered ?? ""), 30);
});

Deno.test("lengths are spread evenly over the asked range, both ends included", async () => {
  const settings = { tokenizer: byteLevel, applyChatTemplate: false, minPromptLength: 5, maxPromptLength: 9 };
  const counts = new Map<number, number>();
  for (const session of await take(500, settings)) {
    const tokens = byteLevel.countTokens(promptOf(session));
    counts.set(tokens, (counts.get(tokens) ?? 0) + 1);
  }
  deepStrictEqual([...counts.keys()].sort(), [5, 6, 7, 8, 9]);
  for (const count of counts.values()) ok(count > 60 && count < 140);
});

Deno.test("the prefix is shared, on top of the asked length, and another in the next step", async () => {
  const prefixOf = async (seed: number) => {
    const settings = { tokenizer: byteLevel, applyChatTemplate: false, prefixLength: 12, seed };
    const prompts = (await take(10, settings)).map(promptOf);
    for (const prompt of prompts) strictEqual(byteLevel.countTokens(prompt), 42);
    const words = prompts.map((prompt) => prompt.split(" ").slice(0, 11).join(" "));
    strictEqual(new Set(words).size, 1);
    strictEqual(new Set(prompts).size, 10);
    return words[0];
  };
  notStrictEqual(await prefixOf(1), await prefixOf(2));
  strictEqual(await prefixOf(1), await prefixOf(1));
});

Deno.test("item n of a seed is the same, however much was made before it", async () => {
  const [all, later] = [await take(8, { tokenizer: byteLevel }), await take(3, { tokenizer: byteLevel, offset: 5 })];
  deepStrictEqual(all.slice(5), later);
  notStrictEqual(promptOf(all[0]), promptOf((await take(1, { tokenizer: byteLevel, seed: 8 }))[0]));
});

Deno.test("asking a random dataset again gives further prompts", async () => {
  const [context] = makeDatasetContext({ tokenizer: byteLevel, minPromptLength: 30, maxPromptLength: 30 });
  const dataset = await createRandomDataset(context);
  ok(dataset.isEndless);
  const twice = [...await takeSessions(dataset, 3), ...await takeSessions(dataset, 3)];
  deepStrictEqual(twice, await take(6, { tokenizer: byteLevel }));
});

Deno.test("without a tokenizer the embedded one is used, and said so", async () => {
  const [context, heard] = makeDatasetContext({
    minPromptLength: 50,
    maxPromptLength: 50,
    loadEmbeddedTokenizer: () => Promise.resolve(embedded),
  });
  const [session] = await takeSessions(await createRandomDataset(context), 1);
  strictEqual(embedded.countTokens(promptOf(session)), 50);
  match(heard.infos.join(), /o200k_base \(embedded\)/);
});

Deno.test("with --tokenize-prompt ids of the vocabulary are sent as they are", async () => {
  const settings = { tokenizer: byteLevel, tokenizePrompt: true, prefixLength: 4 };
  const sessions = await take(5, settings);
  const plain = new Set(byteLevel.plainIds());
  for (const session of sessions) {
    strictEqual(idsOf(session).length, 34);
    strictEqual(session.turns[0]?.promptTokens, 34);
    ok(idsOf(session).every((id) => plain.has(id)));
    deepStrictEqual(idsOf(session).slice(0, 4), idsOf(sessions[0]).slice(0, 4));
  }
  strictEqual(new Set(sessions.map((session) => idsOf(session).join())).size, 5);
});

Deno.test("a vocabulary is not walked for each prompt", async () => {
  let walks = 0;
  const count = <T>(value: T): T => (walks++, value);
  const tokenizer: Tokenizer = {
    ...byteLevel,
    plainIds: () => count(byteLevel.plainIds()),
    words: () => count(byteLevel.words()),
  };
  await take(50, { tokenizer });
  ok(walks <= 2);
});

Deno.test("a length that the chat template alone exceeds is refused", async () => {
  await rejects(take(1, { tokenizer: byteLevel, minPromptLength: 0, maxPromptLength: 3 }), {
    name: "UsageError",
    message: /--max-prompt-length 3 leaves no token for the prompt beside the \d+ of the chat template/,
  });
});

Deno.test("random takes no arguments", async () => {
  await rejects(take(1, { args: { target_input_len: 5 } }), {
    name: "UsageError",
    message: /no key "target_input_len"/,
  });
});

Deno.test("random prompts without a limit are warned of", async () => {
  const [context, heard] = makeDatasetContext({ tokenizer: byteLevel });
  await createRandomDataset(context);
  match(heard.warnings.join(), /up to 131072 tokens: limit them with --max-prompt-length/);
});
