import { deepStrictEqual, match, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { Session } from "../../../src/core/session.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { createSweSmithDataset } from "../../../src/datasets/conversations/swe_smith/swe_smith.ts";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { startHubServer } from "../../support/hub_server.ts";
import { type Heard, makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions, turnTextsOf } from "../../support/take_sessions.ts";
import { withTemporaryFile, withTemporaryFolder } from "../../support/temporary_folder.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));
// Done once: trying the words of the vocabulary and loading the reader of tables take longer than any test.
tokenizer.words();
await import("../../../src/datasets/tables/parquet_records.ts");

const FOLDER = fixturePath("datasets/trajectories");

async function take(
  path: string,
  count: number,
  changes: Partial<DatasetContext> = {},
): Promise<[Session[], Heard]> {
  const [context, heard] = makeDatasetContext({ path, tokenizer, ...changes });
  return [await takeSessions(await createSweSmithDataset(context), count), heard];
}

async function withFile(name: string, content: string, use: (path: string) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/${name}`, content);
    await use(`${folder}/${name}`);
  });
}

const LENGTHS = { first_turn_length: 60, subsequent_turn_length: 10, chars_per_token: 1 };
const TURNS = { conversation: { minTurns: 3, maxTurns: 3 }, args: LENGTHS };

/** Tokens of each turn, its messages together. */
const tokensOf = ({ turns }: Session) => {
  return turns.map(({ input }) => {
    if (input.kind !== "messages") throw new Error("no messages");
    return input.messages.reduce((sum, { content }) => sum + tokenizer.countTokens(String(content)), 0);
  });
};

for (const path of [FOLDER, `${FOLDER}/tool-00000-of-00001.parquet`]) {
  Deno.test(`trajectories in ${path.endsWith("t") ? "a Parquet file" : "a directory"} are cut into turns of exact lengths`, async () => {
    const [sessions] = await take(path, 4, { ...TURNS });
    deepStrictEqual(sessions.map(tokensOf), Array(4).fill([60, 10, 10]));
    const starts = sessions.map((session) => turnTextsOf({ turns: session.turns.slice(0, 1) })[0]?.slice(0, 7));
    strictEqual(new Set(starts).size, 4);
  });
}

Deno.test("a turn takes whole texts of the user and of tools, and cuts the last one", async () => {
  const trajectory = [
    { role: "system", content: "never sent" },
    { role: "user", content: "first text" },
    { role: "assistant", content: "never sent" },
    { role: "tool", content: [{ type: "text", text: "output of " }, { type: "text", text: "a tool that is long" }] },
    { role: "user", content: "" },
    { role: "user", content: "next turn" },
  ];
  const first = tokenizer.countTokens("first text");
  const next = tokenizer.countTokens("next turn");
  const args = { first_turn_length: first + 3, subsequent_turn_length: next, chars_per_token: 0.1 };
  const lines = [trajectory, { messages: trajectory }, { messages: JSON.stringify(trajectory) }];
  await withFile("a.jsonl", lines.map((line) => JSON.stringify(line)).join("\n"), async (path) => {
    const [sessions] = await take(path, 3, { args, conversation: { minTurns: 2, maxTurns: null } });
    for (const { turns } of sessions) {
      const contents = turns.map(({ input }) => input.kind === "messages" ? input.messages : []);
      deepStrictEqual(contents[0]?.[0], { role: "user", content: "first text" });
      ok("output of a tool that is long".startsWith(String(contents[0]?.[1]?.content)));
      deepStrictEqual(contents[1], [{ role: "user", content: "next turn" }]);
    }
    strictEqual(sessions.length, 3);
  });
});

Deno.test("trajectories with too few characters or tokens are left out", async () => {
  const [sessions, heard] = await take(FOLDER, 5, { ...TURNS });
  strictEqual(sessions.length, 5);
  match(heard.infos.join(), /^1 of 5 prompts of ".*" are left out: not long enough for 80 tokens$/);
  // The filter by characters lets all pass, none has so many tokens.
  const args = { ...LENGTHS, first_turn_length: 5000, chars_per_token: 0.0001 };
  await rejects(take(FOLDER, 1, { ...TURNS, args }), {
    name: "DataError",
    message: /^No prompt of ".*" is long enough/,
  });
});

Deno.test("the number of turns and their lengths are drawn for each conversation, the same ones for a seed", async () => {
  const args = { ...LENGTHS, first_turn_length: [20, 60], subsequent_turn_length: [5, 10] };
  const changes = { args, conversation: { minTurns: 1, maxTurns: 3 } };
  const [sessions] = await take(FOLDER, 12, changes);
  const shapes = sessions.map(tokensOf);
  deepStrictEqual([...new Set(shapes.map((shape) => shape.length))].sort(), [1, 2, 3]);
  ok(new Set(shapes.map(([first]) => first)).size > 6);
  for (const [first = 0, ...others] of shapes) {
    ok(first >= 20 && first <= 60);
    ok(others.every((tokens) => tokens === others[0] && tokens >= 5 && tokens <= 10));
  }
  deepStrictEqual((await take(FOLDER, 12, changes))[0], sessions);
  notDeepStrictEqual((await take(FOLDER, 12, { ...changes, seed: 8 }))[0].map(tokensOf), shapes);
});

Deno.test("an offset skips trajectories", async () => {
  const texts = (sessions: readonly Session[]) => sessions.map((session) => turnTextsOf(session)[0]?.slice(0, 7));
  const [all] = await take(FOLDER, 6, { ...TURNS });
  deepStrictEqual(texts((await take(FOLDER, 3, { ...TURNS, offset: 3 }))[0]), texts(all.slice(3)));
});

Deno.test("without --max-turns a conversation has as many turns as --min-turns", async () => {
  const [[session]] = await take(FOLDER, 1, { args: LENGTHS, conversation: { minTurns: 2, maxTurns: null } });
  strictEqual(session?.turns.length, 2);
});

const turn = (content: string): JsonObject => ({ messages: [{ role: "user", content }], prompt_tokens: 3 });

Deno.test("a JSON file holds conversations as they are", async () => {
  const conversations = [[turn("a"), turn("b"), turn("c")], [turn("d")], [turn("e"), turn("f")]];
  await withFile("conversations.json", JSON.stringify({ metadata: {}, conversations }), async (path) => {
    const [sessions] = await take(path, 4, { offset: 1, conversation: { minTurns: 1, maxTurns: 2 } });
    deepStrictEqual(sessions.map(turnTextsOf), [["d"], ["e", "f"], ["a", "b"], ["d"]]);
  });
});

Deno.test("conversations of a JSON file that cannot be used are skipped with a warning", async () => {
  const conversations = [[], [turn("a")], [{ messages: [{ content: "x" }] }], [{ prompt: "x" }]];
  await withFile("conversations.json", JSON.stringify({ conversations }), async (path) => {
    const [sessions, heard] = await take(path, 2, { args: { chars_per_token: 2 } });
    deepStrictEqual(sessions.map(turnTextsOf), [["a"], ["a"]]);
    const told = heard.warnings.map((text) => text.replace(/".*conversations\.json"/, "FILE"));
    deepStrictEqual(told, [
      "--dataset-args has no effect: FILE holds conversations as they are",
      "Conversation 1 of FILE is skipped: it is not an array of turns",
      'Conversation 3 of FILE is skipped: it cannot be read: in turn 1 message 1 has no text "role"',
      'Conversation 4 of FILE is skipped: it has no array "messages" in turn 1',
    ]);
  });
});

Deno.test("a JSON file without conversations is refused", async () => {
  await withTemporaryFile('{"data": []}', async (path) => {
    await rejects(take(path, 1), {
      name: "DataError",
      message: /it is not a JSON object with an array "conversations"$/,
    });
  });
});

Deno.test("a directory without trajectories and a path that is missing are refused", async () => {
  await withTemporaryFolder(async (folder) => {
    await rejects(take(folder, 1), { name: "DataError", message: /^Cannot find trajectories in the directory/ });
  });
  await rejects(take("/no/such/path", 1), { message: 'The dataset path "/no/such/path" does not exist' });
});

Deno.test("without a path trajectories are asked of the hub, file by file", async () => {
  await withTemporaryFolder(async (cacheDir) => {
    await using server = startHubServer({});
    const urls = { modelScopeUrl: server.url, huggingFaceUrl: server.url };
    const [context] = makeDatasetContext({ tokenizer, hub: { source: "huggingface", ...urls, cacheDir, token: null } });
    await rejects(takeSessions(await createSweSmithDataset(context), 1), {
      name: "DataError",
      message: /^Cannot download "data\/tool-00000-of-00008\.parquet" of "SWE-bench\/SWE-smith-trajectories"/,
    });
    strictEqual(server.requests.length, 1);
  });
});

const BAD_ARGS: readonly (readonly [JsonObject, RegExp])[] = [
  [{ first_turn_len: 5 }, /no key "first_turn_len"/],
  [{ first_turn_length: 0 }, /"first_turn_length"/],
  [{ subsequent_turn_length: [5, 2] }, /"subsequent_turn_length"/],
  [{ chars_per_token: -1 }, /"chars_per_token"/],
];

for (const [args, expected] of BAD_ARGS) {
  Deno.test(`swe_smith refuses the arguments ${JSON.stringify(args)}`, async () => {
    await rejects(take(FOLDER, 1, { args }), { name: "UsageError", message: expected });
  });
}
