import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import type { UsageError } from "../../../src/core/errors.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { createPromptRules } from "../../../src/datasets/prompts/prompt_rules.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { promptOf } from "../../support/take_sessions.ts";
import { withTemporaryFile } from "../../support/temporary_folder.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));
const LONG = "The quick brown fox jumps over the lazy dog, 你好，世界 😀😀 and so on. ".repeat(5);
const SHORT = "hello world";

/** The problems of arguments that are refused. */
async function refuse(args: JsonObject, hasTokenizer: boolean): Promise<readonly string[]> {
  const [context] = makeDatasetContext({ args, tokenizer: hasTokenizer ? tokenizer : null });
  let messages: readonly string[] = [];
  await rejects(createPromptRules("openqa", context), (error: UsageError) => {
    messages = error.problems.map(({ message, hint }) => `${message}. ${hint ?? ""}`);
    return error.name === "UsageError";
  });
  return messages;
}

const HAS_TOKENIZER = true;
const NO_TOKENIZER = false;

Deno.test("all problems of --dataset-args are told at once, unknown keys with a suggestion", async () => {
  const problems = await refuse({ target_input_length: 5, input_len_mode: "cut", prefix_role: "user" }, HAS_TOKENIZER);
  const text = problems.join("\n");
  match(text, /no key "target_input_length"\. Did you mean "target_input_len"\?/);
  match(text, /"input_len_mode": .*cap/);
  match(text, /"prefix_role" says where a prefix goes, but there is none/);
  ok(problems.length >= 3);
});

const REFUSED: readonly (readonly [JsonObject, boolean, RegExp])[] = [
  [{ target_input_len: 5 }, NO_TOKENIZER, /needs a tokenizer\. Give --tokenizer-path/],
  [{ target_input_len: 0 }, HAS_TOKENIZER, /"target_input_len"/],
  [{ target_input_len: 1.5 }, HAS_TOKENIZER, /"target_input_len"/],
  [{ prefix_file: "f" }, HAS_TOKENIZER, /"prefix_file" fills prompts up to a length, which is missing/],
  [{ target_input_len: 5, prefix_file: "f", input_len_mode: "drop" }, HAS_TOKENIZER, /"drop" leaves them out/],
  [{ input_len_mode: "cap" }, HAS_TOKENIZER, /"input_len_mode" says how to reach a length, which is missing/],
];

for (const [args, hasTokenizer, expected] of REFUSED) {
  Deno.test(`the arguments ${JSON.stringify(args)} are refused ${hasTokenizer ? "" : "without a tokenizer"}`, async () => {
    match((await refuse(args, hasTokenizer)).join("\n"), expected);
  });
}

async function createRules(args: JsonObject, applyChatTemplate = true) {
  const [context, heard] = makeDatasetContext({ args, tokenizer, applyChatTemplate });
  return { rules: await createPromptRules("openqa", context), heard };
}

for (const mode of ["cap", "drop"]) {
  Deno.test(`"${mode}" cuts longer prompts to exactly the target, wherever the cut falls`, async () => {
    const total = tokenizer.countTokens(LONG);
    for (let target = 1; target < total; target += 3) {
      const { rules } = await createRules({ target_input_len: target, input_len_mode: mode });
      strictEqual(tokenizer.countTokens(promptOf(rules.apply(LONG, 1) ?? undefined)), target);
    }
  });
}

Deno.test("a prompt that is cut is the beginning of the whole one where no character was cut in two", async () => {
  const { rules } = await createRules({ target_input_len: 10 });
  ok(LONG.startsWith(promptOf(rules.apply(LONG, 1) ?? undefined)));
});

Deno.test('"cap" keeps shorter prompts, "drop" leaves them out, and both pass those of the target', async () => {
  const tokens = tokenizer.countTokens(SHORT);
  const cap = (await createRules({ target_input_len: tokens + 1, input_len_mode: "cap" })).rules;
  strictEqual(promptOf(cap.apply(SHORT, 1) ?? undefined), SHORT);
  const drop = (await createRules({ target_input_len: tokens + 1, input_len_mode: "drop" })).rules;
  strictEqual(drop.apply(SHORT, 1), null);
  const equal = (await createRules({ target_input_len: tokens, input_len_mode: "drop" })).rules;
  strictEqual(promptOf(equal.apply(SHORT, 1) ?? undefined), SHORT);
});

Deno.test("a prefix goes into a system message that fills up to the target exactly", async () => {
  await withTemporaryFile("Some long instructions that stand before. 你好 ".repeat(20), async (path) => {
    for (const target of [20, 33, 64]) {
      const { rules, heard } = await createRules({ target_input_len: target, prefix_file: path });
      const input = rules.apply(SHORT, 1)?.turns[0]?.input;
      if (input?.kind !== "messages") throw new Error("no messages");
      deepStrictEqual(input.messages.map((message) => message["role"]), ["system", "user"]);
      const [system, user] = input.messages.map((message) => tokenizer.countTokens(String(message["content"])));
      strictEqual((system ?? 0) + (user ?? 0), target);
      deepStrictEqual(heard.warnings, []);
    }
  });
});

Deno.test("a prefix of the role user goes before the prompt and both together have the length", async () => {
  await withTemporaryFile("Some long instructions that stand before. ".repeat(20), async (path) => {
    const { rules } = await createRules({ target_input_len: 50, prefix_file: path, prefix_role: "user" });
    const prompt = promptOf(rules.apply(SHORT, 1) ?? undefined);
    ok(prompt.startsWith("Some long") && prompt.endsWith(SHORT));
    strictEqual(tokenizer.countTokens(prompt), 50);
  });
});

Deno.test("a prefix of the role system goes before the prompt, with a warning, where there are no messages", async () => {
  await withTemporaryFile("Some long instructions that stand before. ".repeat(20), async (path) => {
    const noTemplate = false;
    const { rules, heard } = await createRules({ target_input_len: 50, prefix_file: path }, noTemplate);
    const session = rules.apply(SHORT, 1);
    strictEqual(session?.turns[0]?.input.kind, "text");
    strictEqual(tokenizer.countTokens(promptOf(session)), 50);
    match(heard.warnings.join(), /needs chat messages/);
  });
});

Deno.test("a prefix that is too short is repeated, with one warning", async () => {
  await withTemporaryFile("abc def. ", async (path) => {
    const { rules, heard } = await createRules({ target_input_len: 60, prefix_file: path, prefix_role: "user" });
    strictEqual(tokenizer.countTokens(promptOf(rules.apply(SHORT, 1) ?? undefined)), 60);
    rules.apply("another", 2);
    strictEqual(heard.warnings.length, 1);
    match(heard.warnings[0] ?? "", /it is repeated$/);
  });
});

Deno.test("a prefix file that is empty, missing or no text is refused", async () => {
  const args = (prefix_file: string) => ({ target_input_len: 5, prefix_file });
  await rejects(createRules(args("/no/such/file")), { name: "DataError", message: /prefix file "\/no\/such\/file"/ });
  await withTemporaryFile("", async (path) => {
    await rejects(createRules(args(path)), { name: "DataError", message: /is empty$/ });
  });
  await withTemporaryFile(Uint8Array.of(0xff), async (path) => {
    await rejects(createRules(args(path)), { name: "DataError", message: /not UTF-8/ });
  });
});
