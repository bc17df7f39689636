import { deepStrictEqual, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { Session } from "../../../src/core/session.ts";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { createSharedPrefixDataset } from "../../../src/datasets/mixes/shared_prefix.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions } from "../../support/take_sessions.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));
const ARGS = { groups: 3, prompts_per_prefix: 4, prefix_length: 40, prompt_length: 10 };

async function take(count: number, changes: Partial<DatasetContext> = {}): Promise<Session[]> {
  const [context] = makeDatasetContext({ tokenizer, args: ARGS, ...changes });
  return await takeSessions(await createSharedPrefixDataset(context), count);
}

/** The prefix and the prompt of a session with a system message. */
function partsOf(session: Session | undefined): readonly [string, string] {
  const input = session?.turns[0]?.input;
  ok(input?.kind === "messages");
  deepStrictEqual(input.messages.map(({ role }) => role), ["system", "user"]);
  return [String(input.messages[0]?.content), String(input.messages[1]?.content)];
}

Deno.test("shared_prefix has so many prompts to each of so many prefixes, of exactly the asked lengths", async () => {
  const parts = (await take(12)).map(partsOf);
  const counts = Map.groupBy(parts, ([prefix]) => prefix);
  deepStrictEqual([...counts.values()].map((group) => group.length), [4, 4, 4]);
  strictEqual(new Set(parts.map(([, prompt]) => prompt)).size, 12);
  for (const [prefix, prompt] of parts) {
    deepStrictEqual([tokenizer.countTokens(prefix), tokenizer.countTokens(prompt)], [40, 10]);
  }
});

Deno.test("shared_prefix goes on with the same prefixes and further prompts", async () => {
  const parts = (await take(24)).map(partsOf);
  const prefixes = (from: number) => new Set(parts.slice(from, from + 12).map(([prefix]) => prefix));
  deepStrictEqual(prefixes(12), prefixes(0));
  strictEqual(new Set(parts.map(([, prompt]) => prompt)).size, 24);
});

Deno.test("shared_prefix mixes the groups unless they are to come one after the other", async () => {
  const order = async (order: string) => (await take(12, { args: { ...ARGS, order } })).map((one) => partsOf(one)[0]);
  const grouped = await order("grouped");
  strictEqual(grouped.filter((prefix, i) => prefix !== grouped[i - 1]).length, 3);
  notDeepStrictEqual(await order("shuffled"), grouped);
});

Deno.test("shared_prefix draws lengths from a range", async () => {
  const args = { ...ARGS, prompt_length: [5, 8] };
  const lengths = (await take(60, { args })).map((session) => tokenizer.countTokens(partsOf(session)[1]));
  deepStrictEqual([...new Set(lengths)].sort(), [5, 6, 7, 8]);
});

Deno.test("shared_prefix puts prefix and prompt into one message or text where asked", async () => {
  const [message] = await take(1, { args: { ...ARGS, prefix_role: "user" } });
  const input = message?.turns[0]?.input;
  ok(input?.kind === "messages" && input.messages.length === 1);
  const [text] = await take(1, { applyChatTemplate: false });
  strictEqual(text?.turns[0]?.input.kind, "text");
});

Deno.test("a later step goes on where the earlier one ended", async () => {
  const all = await take(6);
  deepStrictEqual((await take(2, { offset: 4 })).map(partsOf), all.slice(4).map(partsOf));
});

Deno.test("shared_prefix refuses wrong arguments", async () => {
  await rejects(take(1, { args: { groups: 0 } }), { name: "UsageError", message: /"groups"/ });
  await rejects(take(1, { args: { prefix_len: 3 } }), { name: "UsageError", message: /no key "prefix_len"/ });
});
