import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { createFileTableDataset } from "../../../src/datasets/hub_sets/file_table.ts";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { type Heard, makeDatasetContext } from "../../support/make_dataset_context.ts";
import { promptOf, takeInputs, takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const tinyChat = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));

async function withFiles(
  files: Readonly<Record<string, string>>,
  changes: Partial<DatasetContext>,
  use: (context: DatasetContext, heard: Heard) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, content);
    }
    const names = Object.keys(files);
    const path = names.length === 1 ? `${folder}/${names[0]}` : folder;
    const [context, heard] = makeDatasetContext({ path, ...changes });
    await use(context, heard);
  });
}

const prompts = async (context: DatasetContext, count: number) =>
  (await takeSessions(await createFileTableDataset(context), count)).map(promptOf);

Deno.test("a column of a CSV file holds the prompts", async () => {
  await withFiles({ "a.csv": "id,q\n1,one\n2,two\n" }, { args: { column: "q" } }, async (context) => {
    deepStrictEqual(await prompts(context, 3), ["one", "two", "one"]);
  });
});

const USUAL: readonly (readonly [string, string])[] = [
  ["a.csv", "text,prompt\nno,yes\n"],
  ["a.jsonl", '{"text":"no","instruction":"yes"}'],
  ["a.json", '["yes"]'],
  ["a.txt", "yes\n"],
  [
    "batch.jsonl",
    '{"custom_id":"1","url":"/v1/chat/completions","body":{"messages":[{"role":"user","content":"yes"}]}}',
  ],
  ["lists.jsonl", '[{"role":"user","content":"yes"}]\n[{"role":"user","content":"no"}]'],
  ["b.csv", "answer;question\nno;yes"],
  ["a.tsv", "answer\tquestion\nno\tyes"],
];

for (const [name, content] of USUAL) {
  Deno.test(`without a column the likeliest one of ${name} is taken`, async () => {
    await withFiles({ [name]: content }, {}, async (context) => deepStrictEqual(await prompts(context, 1), ["yes"]));
  });
}

Deno.test("without a usual column the columns are named", async () => {
  await withFiles({ "a.csv": "foo,bar\n1,2\n" }, {}, async (context) => {
    await rejects(prompts(context, 1), (error: { message: string; problems: { hint: string }[] }) => {
      match(error.message, /record 2 has none of the usual columns, only foo, bar$/);
      match(error.problems[0]?.hint ?? "", /Name the "column"/);
      return true;
    });
  });
});

Deno.test("all files of a directory are read in the order of their names", async () => {
  const files = { "data/10.jsonl": '"c"', "data/9.jsonl": '"b"', "a.csv": "prompt\na\n", "README.xyz": "no" };
  await withFiles(files, {}, async (context) => deepStrictEqual(await prompts(context, 4), ["a", "b", "c", "a"]));
});

Deno.test("messages of tables are sent up to the last that is no reply, in both usual forms", async () => {
  const lines = [
    { messages: [{ role: "user", content: "a", name: null }, { role: "assistant", content: "b" }] },
    { conversations: [{ from: "system", value: "s" }, { from: "human", value: "c" }, { from: "gpt", value: "d" }] },
  ];
  await withFiles({ "a.jsonl": lines.map((line) => JSON.stringify(line)).join("\n") }, {}, async (context) => {
    deepStrictEqual(await takeInputs(await createFileTableDataset(context)), [
      { kind: "messages", messages: [{ role: "user", content: "a" }] },
      { kind: "messages", messages: [{ role: "system", content: "s" }, { role: "user", content: "c" }] },
    ]);
  });
});

Deno.test("a Parquet file's messages are found by their column", async () => {
  const path = fixturePath("tables/prompts_zstd.parquet");
  const [context] = makeDatasetContext({ path, args: { column: "messages" }, offset: 3 });
  const [first] = await takeSessions(await createFileTableDataset(context), 1);
  deepStrictEqual(first?.turns[0]?.input, { kind: "messages", messages: [{ role: "user", content: "q3" }] });
});

Deno.test("images of a column follow the text of the prompt", async () => {
  const path = fixturePath("tables/instructions.parquet");
  const [context] = makeDatasetContext({ path, args: { image_column: "image" } });
  const [first] = await takeSessions(await createFileTableDataset(context), 1);
  const input = first?.turns[0]?.input;
  ok(input?.kind === "messages");
  const content = input.messages[0]?.content;
  match(
    JSON.stringify(content),
    /^\[\{"type":"text","text":"Make it green"\},\{"type":"image_url".*image\/png;base64,/,
  );
});

Deno.test("a column gives the length of the reply, from whatever type of number", async () => {
  await withFiles({ "a.csv": "prompt,n\na,12\nb,7\n" }, { args: { output_len_column: "n" } }, async (context) => {
    const sessions = await takeSessions(await createFileTableDataset(context), 2);
    deepStrictEqual(sessions.map(({ turns }) => turns[0]?.maxTokens), [12, 7]);
  });
  await withFiles({ "a.csv": "prompt,n\na,-1\n" }, { args: { output_len_column: "n" } }, async (context) => {
    await rejects(prompts(context, 1), { name: "DataError", message: /has in "n" what is no number of tokens: "-1"/ });
  });
});

Deno.test("prompts of a table are filtered, brought to a length and sent as ids as others are", async () => {
  await withFiles({ "a.csv": "prompt\nlong one\nab\n" }, { maxPromptLength: 2 }, async (context, heard) => {
    deepStrictEqual(await prompts(context, 2), ["ab", "ab"]);
    match(heard.infos.join(), /^1 of 2 records of ".*a\.csv" are left out: not 0 to 2 characters long$/);
  });
  const target = { tokenizer: tinyChat, tokenizePrompt: true, applyChatTemplate: false };
  const args = { column: "prompt", target_input_len: 2 };
  await withFiles({ "a.csv": "prompt\nsome longer prompt\n" }, { ...target, args }, async (context) => {
    const [first] = await takeSessions(await createFileTableDataset(context), 1);
    const input = first?.turns[0]?.input;
    strictEqual(input?.kind === "tokens" ? input.ids.length : null, 2);
  });
});

Deno.test("file refuses unknown arguments with all that it knows", async () => {
  const [context] = makeDatasetContext({ path: "a.csv", args: { colum: "q" } });
  await rejects(createFileTableDataset(context), (error: { problems: { message: string; hint: string }[] }) => {
    match(error.problems[0]?.message ?? "", /no key "colum"/);
    match(error.problems[0]?.hint ?? "", /^Did you mean "column"\? .*image_column.*target_input_len/);
    return true;
  });
});

Deno.test("a directory without tables and an empty table are refused", async () => {
  await withFiles({ "a.xyz": "x", "b.xyz": "y" }, {}, async (context) => {
    await rejects(prompts(context, 1), { name: "DataError", message: /Cannot find a dataset in the directory/ });
  });
  await withFiles({ "a.csv": "prompt\n" }, {}, async (context) => {
    await rejects(prompts(context, 1), { name: "DataError", message: /a\.csv" is empty$/ });
  });
});

Deno.test("odd rows are left out and told, and never end a run", async () => {
  const rows = [
    { conversations: [{ from: "human", value: "one" }] },
    { conversations: [] },
    { conversations: [{ from: "gpt", value: "I begin" }] },
    { conversations: [{ from: "human", value: "two" }] },
    { prompt: null },
    { prompt: "" },
  ];
  const lines = [...rows.map((row) => JSON.stringify(row)), "{broken"];
  await withFiles({ "a.jsonl": lines.join("\n") }, {}, async (context, heard) => {
    deepStrictEqual((await takeSessions(await createFileTableDataset(context), 3)).map(promptOf), [
      "one",
      "two",
      "one",
    ]);
    match(heard.warnings[0] ?? "", /record 2 has nothing in "conversations"/);
    match(heard.warnings[1] ?? "", /^5 of 7 records \(record 2 .*; record 3 .*; record 5 has nothing in "prompt"; …\)/);
  });
});

Deno.test("rows of instructions are put together as their makers do", async () => {
  const rows = [
    { instruction: "Sum up", input: "a text", output: "x" },
    { instruction: "Name it", context: "some context", response: "x", category: "qa" },
    { instruction: "Alone", input: "", output: "x" },
  ];
  await withFiles({ "a.jsonl": rows.map((row) => JSON.stringify(row)).join("\n") }, {}, async (context) => {
    deepStrictEqual(await prompts(context, 3), ["Sum up\n\na text", "Name it\n\nsome context", "Alone"]);
  });
  const orca = JSON.stringify({ id: "1", system_prompt: "Be kind", question: "Why?", response: "x" });
  await withFiles({ "a.jsonl": orca }, { applyChatTemplate: true }, async (context) => {
    const [first] = await takeInputs(await createFileTableDataset(context));
    deepStrictEqual(first, {
      kind: "messages",
      messages: [{ role: "system", content: "Be kind" }, { role: "user", content: "Why?" }],
    });
  });
});
