import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import type { Message, Session } from "../../../src/core/session.ts";
import { createShareGptEnDataset, createShareGptZhDataset } from "../../../src/datasets/conversations/share_gpt.ts";
import {
  createShareGptEnMultiTurnDataset,
  createShareGptZhMultiTurnDataset,
} from "../../../src/datasets/conversations/share_gpt_multi_turn.ts";
import type { DatasetContext, DatasetFactory } from "../../../src/datasets/dataset.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { startHubServer } from "../../support/hub_server.ts";
import { type Heard, makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions, turnTextsOf } from "../../support/take_sessions.ts";
import { withTemporaryFile, withTemporaryFolder } from "../../support/temporary_folder.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));

const LINES = [
  { conversation: [{ human: "one", assistant: "re one" }, { human: "two", assistant: "re two" }], category: "x" },
  { conversation: [{ human: "three" }] },
  "broken",
  { conversation: [] },
  { conversations: [{ from: "human", value: "x" }] },
  { conversation: [{ human: "four", assistant: "re four" }, { human: " ", assistant: "x" }] },
  { conversation: [{ human: "five", assistant: "5" }, { human: "six", assistant: "6" }, { human: "seven" }] },
];
const CONTENT = LINES.map((line) => typeof line === "string" ? line : JSON.stringify(line)).join("\n");

async function read(
  createDataset: DatasetFactory,
  count: number,
  changes: Partial<DatasetContext> = {},
): Promise<[Session[], Heard]> {
  let result: [Session[], Heard] | undefined;
  await withTemporaryFile(CONTENT, async (path) => {
    const [context, heard] = makeDatasetContext({ path, ...changes });
    result = [await takeSessions(await createDataset(context), count), heard];
  });
  if (result === undefined) throw new Error("nothing was read");
  return result;
}

function messagesOf(session: Session | undefined): readonly Message[] {
  const input = session?.turns[0]?.input;
  if (input?.kind !== "messages") throw new Error("no messages");
  return input.messages;
}

const textsOf = (session: Session | undefined) => messagesOf(session).map(({ role, content }) => `${role}: ${content}`);

Deno.test("a conversation of share_gpt is one request that ends with its last question", async () => {
  const [sessions] = await read(createShareGptZhDataset, 3);
  deepStrictEqual(sessions.map((session) => session.turns.length), [1, 1, 1]);
  deepStrictEqual(sessions.map(textsOf), [
    ["user: one", "assistant: re one", "user: two"],
    ["user: three"],
    ["user: five", "assistant: 5", "user: six", "assistant: 6", "user: seven"],
  ]);
});

Deno.test("share_gpt sends messages where no chat template is applied, too", async () => {
  const [[session]] = await read(createShareGptEnDataset, 1, { applyChatTemplate: false });
  strictEqual(messagesOf(session).length, 3);
});

Deno.test("lines of share_gpt that cannot be used are skipped with warnings", async () => {
  const [, heard] = await read(createShareGptZhDataset, 6);
  deepStrictEqual(heard.warnings.map((text) => text.replace(/".*data\.txt"/, "FILE").replace(/(not JSON): .*/, "$1")), [
    "Line 3 of FILE is skipped: it is not JSON",
    "Line 4 of FILE is skipped: it has a conversation without any exchange",
    'Line 5 of FILE is skipped: it has no array "conversation"',
    'Line 6 of FILE is skipped: it has no text "human" in exchange 2',
  ]);
});

Deno.test("the length filter of share_gpt looks at the last question", async () => {
  const [sessions] = await read(createShareGptZhDataset, 2, { minPromptLength: 5, maxPromptLength: 5 });
  deepStrictEqual(sessions.map((session) => textsOf(session).at(-1)), ["user: three", "user: seven"]);
});

Deno.test("a target length of share_gpt cuts the last question alone", async () => {
  const [sessions] = await read(createShareGptZhDataset, 3, { tokenizer, args: { target_input_len: 1 } });
  for (const session of sessions) strictEqual(tokenizer.countTokens(String(messagesOf(session).at(-1)?.content)), 1);
  strictEqual(messagesOf(sessions[0])[0]?.content, "one");
});

const sumOf = (messages: readonly Message[]) => {
  return messages.reduce((sum, { content }) => sum + tokenizer.countTokens(String(content)), 0);
};

for (const role of ["system", "user"]) {
  Deno.test(`a prefix of the role ${role} fills all messages of share_gpt together up to the length`, async () => {
    await withTemporaryFile("Some long instructions that stand before. ".repeat(20), async (prefix_file) => {
      const args = { target_input_len: 40, prefix_file, prefix_role: role };
      const [sessions] = await read(createShareGptZhDataset, 3, { tokenizer, args });
      for (const session of sessions) strictEqual(sumOf(messagesOf(session)), 40);
      const [first] = messagesOf(sessions[1]);
      strictEqual(first?.role, role);
      match(String(first?.content), role === "user" ? /^Some long.*three$/ : /^Some long/);
    });
  });
}

Deno.test("conversations longer than the length with a prefix are left out, with one warning", async () => {
  await withTemporaryFile("Some long instructions. ", async (prefix_file) => {
    const target = sumOf([{ content: "one" }, { content: "re one" }, { content: "two" }]) - 1;
    const args = { target_input_len: target, prefix_file };
    const [sessions, heard] = await read(createShareGptZhDataset, 4, { tokenizer, args });
    ok(sessions.every((session) => !textsOf(session).includes("user: one")));
    const told = heard.warnings.filter((text) => text === `Conversations of more than ${target} tokens are left out`);
    strictEqual(told.length, 1);
  });
});

Deno.test("share_gpt sends token ids of the rendered conversation where asked", async () => {
  const [[session]] = await read(createShareGptZhDataset, 1, { tokenizer, tokenizePrompt: true });
  const [[plain]] = await read(createShareGptZhDataset, 1);
  const rendered = tokenizer.chatTemplate?.render(messagesOf(plain), { addGenerationPrompt: true }) ?? "";
  deepStrictEqual(session?.turns[0]?.input, { kind: "tokens", ids: tokenizer.encode(rendered) });
});

Deno.test("what users said is a conversation of share_gpt_multi_turn, without the recorded answers", async () => {
  const [sessions] = await read(createShareGptZhMultiTurnDataset, 4);
  deepStrictEqual(sessions.map(turnTextsOf), [["one", "two"], ["three"], ["five", "six", "seven"], ["one", "two"]]);
  deepStrictEqual(sessions[0]?.turns[1], { input: { kind: "messages", messages: [{ role: "user", content: "two" }] } });
});

Deno.test("share_gpt_multi_turn cuts to the most turns and leaves out what has fewer than the fewest", async () => {
  const [sessions] = await read(createShareGptEnMultiTurnDataset, 2, { conversation: { minTurns: 2, maxTurns: 2 } });
  deepStrictEqual(sessions.map(turnTextsOf), [["one", "two"], ["five", "six"]]);
});

Deno.test("the length filter of share_gpt_multi_turn looks at the first question", async () => {
  const [sessions] = await read(createShareGptZhMultiTurnDataset, 2, { minPromptLength: 4 });
  deepStrictEqual(sessions.map((session) => turnTextsOf(session)[0]), ["three", "five"]);
});

Deno.test("share_gpt_multi_turn takes no arguments", async () => {
  await rejects(read(createShareGptZhMultiTurnDataset, 1, { args: { target_input_len: 5 } }), { name: "UsageError" });
});

const HUBS = {
  modelscope: "datasets/swift/sharegpt/common_en_70k.jsonl",
  huggingface: "datasets/shareAI/ShareGPT-Chinese-English-90k/sharegpt_jsonl/common_en_70k.jsonl",
} as const;

for (const source of ["modelscope", "huggingface"] as const) {
  Deno.test(`the English conversations come from ${source}`, async () => {
    await withTemporaryFolder(async (cacheDir) => {
      await using server = startHubServer({ [HUBS[source]]: { content: CONTENT } });
      const hub = { source, modelScopeUrl: server.url, huggingFaceUrl: server.url, cacheDir, token: null };
      const [context] = makeDatasetContext({ hub });
      const [session] = await takeSessions(await createShareGptEnMultiTurnDataset(context), 1);
      deepStrictEqual(turnTextsOf(session), ["one", "two"]);
    });
  });
}
