import { deepStrictEqual, match, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { Session } from "../../../src/core/session.ts";
import { createRandomMultiTurnDataset } from "../../../src/datasets/conversations/random_multi_turn.ts";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions, turnTextsOf } from "../../support/take_sessions.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));
const DEFAULTS = { tokenizer, minPromptLength: 12, maxPromptLength: 12, conversation: { minTurns: 3, maxTurns: 3 } };

async function take(count: number, changes: Partial<DatasetContext> = {}): Promise<Session[]> {
  const [context] = makeDatasetContext({ ...DEFAULTS, ...changes });
  return await takeSessions(await createRandomMultiTurnDataset(context), count);
}

Deno.test("each turn is one message of the user with exactly the asked tokens, the template not taken off", async () => {
  for (const session of await take(5)) {
    strictEqual(session.turns.length, 3);
    for (const { input } of session.turns) {
      deepStrictEqual(input.kind === "messages" && input.messages.map(({ role }) => role), ["user"]);
    }
    deepStrictEqual(turnTextsOf(session).map((text) => tokenizer.countTokens(text)), [12, 12, 12]);
  }
});

Deno.test("the shared prefix is on top of every turn", async () => {
  const sessions = await take(4, { prefixLength: 8 });
  const texts = sessions.flatMap(turnTextsOf);
  ok(texts.every((text) => tokenizer.countTokens(text) === 20));
  strictEqual(new Set(texts.map((text) => text.split(" ").slice(0, 7).join(" "))).size, 1);
  strictEqual(new Set(texts).size, texts.length);
});

Deno.test("no two turns begin alike without a prefix", async () => {
  const texts = (await take(50)).flatMap(turnTextsOf);
  strictEqual(new Set(texts.map((text) => text.split(" ").slice(0, 2).join(" "))).size, texts.length);
});

Deno.test("the number of turns is spread evenly over the asked range, both ends included", async () => {
  const sessions = await take(400, {
    minPromptLength: 2,
    maxPromptLength: 2,
    conversation: { minTurns: 2, maxTurns: 5 },
  });
  const counts = new Map<number, number>();
  for (const { turns } of sessions) counts.set(turns.length, (counts.get(turns.length) ?? 0) + 1);
  deepStrictEqual([...counts.keys()].sort(), [2, 3, 4, 5]);
  for (const count of counts.values()) ok(count > 65 && count < 135);
});

Deno.test("the lengths of turns are drawn one by one", async () => {
  const [session] = await take(1, {
    minPromptLength: 5,
    maxPromptLength: 50,
    conversation: { minTurns: 9, maxTurns: 9 },
  });
  const lengths = turnTextsOf(session).map((text) => tokenizer.countTokens(text));
  ok(new Set(lengths).size > 3);
  ok(lengths.every((length) => length >= 5 && length <= 50));
});

Deno.test("conversation n of a seed is the same, however many were made before it", async () => {
  const settings = { conversation: { minTurns: 1, maxTurns: 6 } };
  deepStrictEqual((await take(8, settings)).slice(5), await take(3, { ...settings, offset: 5 }));
  notDeepStrictEqual(await take(1, settings), await take(1, { ...settings, seed: 8 }));
});

Deno.test("random_multi_turn needs to know how many turns", async () => {
  for (const conversation of [{ minTurns: 1, maxTurns: null }, null]) {
    await rejects(take(1, { conversation }), {
      name: "UsageError",
      problems: [{
        message: 'The dataset "random_multi_turn" needs to know how many turns a conversation has',
        hint: "Give --max-turns, and --min-turns for a range",
      }],
    });
  }
  await rejects(take(1, { conversation: { minTurns: 4, maxTurns: 2 } }), {
    name: "UsageError",
    message: "--max-turns 2 is less than --min-turns 4",
  });
});

Deno.test("random_multi_turn measures with the embedded tokenizer where none is given, and says so", async () => {
  const [context, heard] = makeDatasetContext({ ...DEFAULTS, tokenizer: null });
  const named = { ...tokenizer, name: "embedded one" };
  await takeSessions(
    await createRandomMultiTurnDataset({ ...context, loadEmbeddedTokenizer: () => Promise.resolve(named) }),
    1,
  );
  match(heard.infos.join(), /^Random prompts are measured with embedded one; give --tokenizer-path/);
});
