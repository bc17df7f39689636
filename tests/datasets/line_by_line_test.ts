import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import type { DatasetContext } from "../../src/datasets/dataset.ts";
import { createLineByLineDataset } from "../../src/datasets/line_by_line.ts";
import { loadTokenizer } from "../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../support/fixture_files.ts";
import { type Heard, makeDatasetContext } from "../support/make_dataset_context.ts";
import { promptOf, takeInputs, takeSessions } from "../support/take_sessions.ts";
import { withTemporaryFile } from "../support/temporary_folder.ts";

const tinyChat = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));

function withLines(
  lines: string,
  changes: Partial<DatasetContext>,
  use: (dataset: Awaited<ReturnType<typeof createLineByLineDataset>>, heard: Heard) => Promise<void>,
): Promise<void> {
  return withTemporaryFile(lines, async (path) => {
    const [context, heard] = makeDatasetContext({ path, ...changes });
    await use(await createLineByLineDataset(context), heard);
  });
}

const user = (content: string) => ({ kind: "messages", messages: [{ role: "user", content }] });

Deno.test("a line is an array of messages, a body, a JSON text or plain text", async () => {
  const lines = [
    '[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"u"}]}]',
    '{"messages":[],"temperature":1}',
    '"text in \\"JSON\\""',
    "plain text",
    "123",
    "true",
    "null",
    "[INST] hi",
  ].join("\n");
  await withLines(lines, {}, async (dataset, heard) => {
    deepStrictEqual(await takeInputs(dataset), [
      {
        kind: "messages",
        messages: [{ role: "system", content: "s" }, { role: "user", content: [{ type: "text", text: "u" }] }],
      },
      { kind: "body", body: { messages: [], temperature: 1 } },
      user('text in "JSON"'),
      user("plain text"),
      user("123"),
      user("true"),
      user("null"),
      user("[INST] hi"),
    ]);
    deepStrictEqual(heard, { warnings: [], infos: [], downloads: [] });
  });
});

Deno.test("without a chat template prompts are text and messages stay messages", async () => {
  await withLines('hello\n[{"role":"user","content":"u"}]', { applyChatTemplate: false }, async (dataset) => {
    deepStrictEqual(await takeInputs(dataset), [{ kind: "text", text: "hello" }, user("u")]);
  });
});

Deno.test("a line that looks like broken JSON is sent as text with a warning that names it", async () => {
  await withLines('ok\n{"messages": [', {}, async (dataset, heard) => {
    strictEqual((await takeInputs(dataset)).length, 2);
    strictEqual(heard.warnings.length, 1);
    match(heard.warnings[0] ?? "", /^Line 2 of ".*data\.txt" looks like JSON but is not/);
  });
});

const BAD_ARRAYS: readonly (readonly [string, RegExp])[] = [
  ["[]", /the array of messages is empty/],
  ["[1]", /message 1 is not an object/],
  ['["a"]', /message 1 is not an object/],
  ['[{"role":"user","content":"x"},{"content":"y"}]', /message 2 has no text "role"/],
  ['[{"role":"user"}]', /message 1 has no "content"/],
  ['[{"role":"user","content":5}]', /message 1 has a "content" that is neither/],
];

for (const [line, expected] of BAD_ARRAYS) {
  Deno.test(`the line ${line} is left out with file, number and what is wrong`, async () => {
    await withLines(`first\n${line}\nlast`, {}, async (dataset, heard) => {
      strictEqual((await takeInputs(dataset)).length, 2);
      match(
        heard.warnings[0] ?? "",
        /^Line 2 of ".*data\.txt" is skipped: it holds an array that is no list of messages/,
      );
      match(heard.warnings[0] ?? "", expected);
    });
  });
}

for (const first of ["[", "{", "  [ {"]) {
  Deno.test(`a file that begins with the line "${first}" is one document, not lines`, async () => {
    await withLines(`${first}\n  "prompt": "one?"\n`, {}, async (dataset) => {
      await rejects(takeInputs(dataset), { name: "DataError", message: /one JSON document over several lines$/ });
    });
  });
}

Deno.test("an assistant's message that only calls tools is a message", async () => {
  const line = '[{"role":"assistant","content":null,"tool_calls":[{}]},{"role":"user","content":"x"}]';
  await withLines(line, {}, async (dataset) => strictEqual((await takeInputs(dataset)).length, 1));
});

Deno.test("the length filter counts code points without a tokenizer and spares JSON lines", async () => {
  const lines = 'ab\n😀😀😀\nabcd\n[{"role":"user","content":"far too long"}]\n{"prompt":"far too long"}\n"abc"';
  await withLines(lines, { minPromptLength: 3, maxPromptLength: 3 }, async (dataset, heard) => {
    const inputs = await takeInputs(dataset);
    deepStrictEqual(inputs.map((input) => input?.kind), ["messages", "messages", "body", "messages"]);
    deepStrictEqual(inputs[0], user("😀😀😀"));
    match(heard.infos.join(), /^2 of 6 prompts of ".*" are left out: not 3 to 3 characters long$/);
  });
});

Deno.test("the length filter counts the rendered chat template with a tokenizer", async () => {
  const rendered = tinyChat.chatTemplate?.render([{ role: "user", content: "hello" }], { addGenerationPrompt: true });
  const length = tinyChat.countTokens(rendered ?? "");
  const at = (tokens: number) => ({ tokenizer: tinyChat, minPromptLength: tokens, maxPromptLength: tokens });
  await withLines("hello", at(length), async (dataset) => strictEqual((await takeInputs(dataset)).length, 1));
  await withLines("hello", at(length - 1), async (dataset) => {
    await rejects(takeInputs(dataset), { name: "DataError", message: /^No prompt of ".*" is \d+ to \d+ tokens long/ });
  });
});

Deno.test("the length filter counts special tokens where no chat template is applied", async () => {
  const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_embed"));
  const settings = { tokenizer, applyChatTemplate: false, minPromptLength: 3, maxPromptLength: 3 };
  await withLines("x", settings, async (dataset) => strictEqual((await takeInputs(dataset)).length, 1));
});

Deno.test("an offset skips prompts, counted round the file, and cycling goes on from there", async () => {
  const take = async (offset: number) => {
    let prompts = "";
    await withLines("a\nb\nc\n", { offset }, async (dataset) => {
      prompts = (await takeSessions(dataset, 5)).map(promptOf).join("");
    });
    return prompts;
  };
  strictEqual(await take(1), "bcabc");
  strictEqual(await take(3), "abcab");
  strictEqual(await take(8), "cabca");
});

Deno.test("prompts are sent as token ids of the rendered chat template where asked", async () => {
  await withLines('hello\n{"prompt":"x"}', { tokenizer: tinyChat, tokenizePrompt: true }, async (dataset) => {
    const [session, body] = await takeSessions(dataset, 2);
    const rendered = tinyChat.chatTemplate?.render([{ role: "user", content: "hello" }], { addGenerationPrompt: true });
    const ids = tinyChat.encode(rendered ?? "");
    deepStrictEqual(session?.turns, [{ input: { kind: "tokens", ids }, promptTokens: ids.length }]);
    strictEqual(body?.turns[0]?.input.kind, "body");
  });
});

Deno.test("an empty file is refused", async () => {
  await withLines("\n\n", {}, async (dataset) => {
    await rejects(takeInputs(dataset), { name: "DataError", message: /^The dataset ".*" is empty$/ });
  });
});

Deno.test("line_by_line without a file names the flag", async () => {
  const [context] = makeDatasetContext();
  await rejects(createLineByLineDataset(context), {
    name: "UsageError",
    problems: [{
      message: 'The dataset "line_by_line" needs a file',
      hint: "Give --dataset-path FILE",
    }],
  });
});

Deno.test("JSON lines cannot be brought to a length", async () => {
  const settings = { tokenizer: tinyChat, args: { target_input_len: 5 } };
  await withLines('plain\n{"prompt":"x"}', settings, async (dataset) => {
    await rejects(takeInputs(dataset), { name: "DataError", message: /target_input_len.*line 2/ });
  });
});
