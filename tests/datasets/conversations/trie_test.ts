import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert";
import type { Session } from "../../../src/core/session.ts";
import {
  createTrieAgenticCodingDataset,
  createTrieCodeQaDataset,
  createTrieOfficeWorkDataset,
} from "../../../src/datasets/conversations/trie.ts";
import type { DatasetContext, DatasetFactory } from "../../../src/datasets/dataset.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { type Heard, makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions, turnTextsOf } from "../../support/take_sessions.ts";
import { withTemporaryFile, withTemporaryFolder } from "../../support/temporary_folder.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));

const AGENT = {
  input_prompt_length: 40,
  num_turns: 2,
  assistant_response_length: [7, 0],
  tool_call_output_length: [20, 0],
  tool_call_latency: [1.25, 0],
  final_assistant_response_length: 9,
};
const QUESTION = {
  input_prompt_length: 15,
  num_turns: 0,
  assistant_response_length: [],
  tool_call_output_length: [],
  tool_call_latency: [],
  final_assistant_response_length: 33,
};

async function read(
  lines: readonly unknown[],
  count: number,
  changes: Partial<DatasetContext> = {},
): Promise<[Session[], Heard]> {
  let result: [Session[], Heard] | undefined;
  await withTemporaryFile(lines.map((line) => JSON.stringify(line)).join("\n"), async (path) => {
    const [context, heard] = makeDatasetContext({ path, tokenizer, ...changes });
    result = [await takeSessions(await createTrieAgenticCodingDataset(context), count), heard];
  });
  if (result === undefined) throw new Error("nothing was read");
  return result;
}

const shapeOf = ({ turns }: Session) => {
  return turns.map((turn) => [
    tokenizer.countTokens(turnTextsOf({ turns: [turn] })[0] ?? ""),
    turn.maxTokens,
    turn.waitBeforeMs,
  ]);
};

Deno.test("a line gives the prompt, then the outputs of tools after their time, each with the length of its reply", async () => {
  const [sessions] = await read([AGENT, QUESTION], 2);
  deepStrictEqual(sessions.map(shapeOf), [
    [[40, 7, undefined], [20, 1, 1250], [1, 9, 0]],
    [[15, 33, undefined]],
  ]);
  for (const { input } of sessions[0]?.turns ?? []) {
    deepStrictEqual(input.kind === "messages" && input.messages.map(({ role }) => role), ["user"]);
  }
});

Deno.test("texts differ each time round the file, and are the same for the same seed", async () => {
  const [[first, second]] = await read([AGENT], 2);
  notStrictEqual(turnTextsOf(first)[0], turnTextsOf(second)[0]);
  deepStrictEqual((await read([AGENT], 2))[0], [first, second]);
  deepStrictEqual((await read([AGENT], 1, { offset: 1 }))[0], [second]);
  notStrictEqual(turnTextsOf((await read([AGENT], 1, { seed: 8 }))[0][0])[0], turnTextsOf(first)[0]);
});

Deno.test("trie conversations are cut to the most turns and left out below the fewest", async () => {
  const [sessions] = await read([AGENT, QUESTION], 2, { conversation: { minTurns: 2, maxTurns: 2 } });
  deepStrictEqual(sessions.map((session) => shapeOf(session).length), [2, 2]);
});

const BAD_LINES: readonly (readonly [unknown, RegExp])[] = [
  [[], /it is not a JSON object$/],
  [{ ...AGENT, num_turns: 1.5 }, /it has 1\.5 as "num_turns"$/],
  [{ ...AGENT, input_prompt_length: "40" }, /it has no number "input_prompt_length" of 0 or more$/],
  [{ ...AGENT, tool_call_latency: [1] }, /it has no array "tool_call_latency" of 2 numbers of 0 or more$/],
  [{ ...AGENT, tool_call_latency: [1, -1] }, /it has no array "tool_call_latency"/],
  [{ ...QUESTION, final_assistant_response_length: null }, /no number "final_assistant_response_length"/],
];

for (const [line, expected] of BAD_LINES) {
  Deno.test(`the trie line ${JSON.stringify(line)} is skipped with a warning`, async () => {
    const [sessions, heard] = await read([line, QUESTION], 2);
    strictEqual(sessions.length, 2);
    strictEqual(heard.warnings.length, 1);
    match(heard.warnings[0] ?? "", /^Line 1 of "/);
    match(heard.warnings[0] ?? "", expected);
  });
}

Deno.test("the shared prefix is for random conversations only", async () => {
  const [sessions] = await read([QUESTION], 1, { prefixLength: 10 });
  deepStrictEqual(sessions.map(shapeOf), [[[15, 33, undefined]]]);
});

const FILES: Readonly<Record<string, DatasetFactory>> = {
  "agentic_coding_8k.jsonl": createTrieAgenticCodingDataset,
  "code_qa_8k.jsonl": createTrieCodeQaDataset,
  "office_work_8k.jsonl": createTrieOfficeWorkDataset,
};

for (const [file, createDataset] of Object.entries(FILES)) {
  Deno.test(`${file} is found in a directory`, async () => {
    await withTemporaryFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/${file}`, JSON.stringify(QUESTION));
      const [context] = makeDatasetContext({ path: folder, tokenizer });
      ok((await takeSessions(await createDataset(context), 1))[0]);
    });
  });
}
