import { strictEqual, throws } from "node:assert";
import { DataError } from "../../src/core/errors.ts";
import type { JsonObject, JsonValue } from "../../src/core/json.ts";
import type { Message } from "../../src/core/session.ts";
import { createChatTemplate } from "../../src/tokenizers/chat_template.ts";
import { pickTemplates } from "../../src/tokenizers/template_source.ts";
import type { ChatTemplate } from "../../src/tokenizers/tokenizer.ts";
import { readFixture } from "../support/fixture_files.ts";

interface Case {
  readonly tokenizer: "qwen3" | "gemma3" | "llama3_1" | "tiny-chat";
  readonly conversation: {
    readonly messages: readonly Message[];
    readonly tools?: readonly JsonValue[];
    readonly add_generation_prompt: boolean;
    readonly enable_thinking?: boolean;
  };
  readonly rendered: string | { readonly error: string };
}

const CONFIGS = {
  qwen3: "tokenizers/chat_templates/qwen3.json",
  gemma3: "tokenizers/chat_templates/gemma3.json",
  llama3_1: "tokenizers/chat_templates/llama3_1.json",
  "tiny-chat": "tokenizers/tiny_chat/tokenizer_config.json",
};

/** JSON knows no floats: Python's `1.0` in a tool's schema arrives as `1`. */
const CASE_WITH_FLOAT = 3;

async function create(template: JsonValue, nowIso?: () => string): Promise<ChatTemplate> {
  const sources = pickTemplates({ jinjaFile: null, config: { chat_template: template }, jsonFile: null });
  const time = nowIso === undefined ? {} : { nowIso };
  const created = await createChatTemplate({ name: "model", sources, specialTokens: { bos_token: "<s>" }, ...time });
  if (created === null) throw new Error("no template");
  return created;
}

async function createFor(name: Case["tokenizer"]): Promise<ChatTemplate> {
  const config = readFixture<JsonObject>(CONFIGS[name]);
  const bos = config["bos_token"];
  const specialTokens = { bos_token: typeof bos === "string" ? bos : "" };
  const sources = pickTemplates({ jinjaFile: null, config, jsonFile: null });
  const template = await createChatTemplate({ name, sources, specialTokens });
  if (template === null) throw new Error(`${name} has no template`);
  return template;
}

const cases = readFixture<Case[]>("tokenizers/expected_chat_templates.json");

Deno.test("there are 24 conversations to render", () => strictEqual(cases.length, 24));

for (const [index, { tokenizer, conversation, rendered }] of cases.entries()) {
  Deno.test(`conversation ${index} renders with the template of ${tokenizer} as in Python`, async () => {
    const template = await createFor(tokenizer);
    const { messages, tools, add_generation_prompt, ...others } = conversation;
    const options = {
      addGenerationPrompt: add_generation_prompt,
      ...(tools === undefined ? {} : { tools }),
      variables: { date_string: "26 Jul 2024", ...others },
    };
    if (typeof rendered !== "string") {
      throws(
        () => template.render(messages, options),
        (error) => error instanceof DataError && error.message.endsWith(rendered.error),
      );
      return;
    }
    const wanted = index === CASE_WITH_FLOAT ? rendered.replace('"default": 1.0', '"default": 1') : rendered;
    strictEqual(template.render(messages, options), wanted);
  });
}

Deno.test("of named templates the one for tools is used where tools are given", async () => {
  const template = await create([
    { name: "tool_use", template: "tools: {{ tools | length }}" },
    { name: "default", template: "{{ bos_token }}{{ messages[0].content }}" },
  ]);
  const messages = [{ role: "user", content: "hi" }];
  strictEqual(template.render(messages), "<s>hi");
  strictEqual(template.render(messages, { tools: [{}, {}] }), "tools: 2");
});

Deno.test("of named templates without a default the first is used", async () => {
  const template = await create([{ name: "rag", template: "rag" }, { name: "other", template: "other" }]);
  strictEqual(template.render([], { tools: [] }), "rag");
});

Deno.test("strftime_now shows the given time", async () => {
  const template = await create("{{ strftime_now('%d %b %Y') }}", () => "2024-07-26T12:00:00.000Z");
  strictEqual(template.render([]), "26 Jul 2024");
});

Deno.test("range() counts as in Python", async () => {
  const template = await create(
    "{{ range(3) | join(',') }} {{ range(1, 4) | join(',') }} {{ range(4, 0, -2) | join(',') }}",
  );
  strictEqual(template.render([]), "0,1,2 1,2,3 4,2");
});

Deno.test("a template that raises an exception is a DataError that names the tokenizer", async () => {
  const template = await create("{{ raise_exception('no system role') }}");
  throws(() => template.render([]), { name: "DataError", message: /"model": no system role/ });
});

Deno.test("a template with a mistake is a DataError", async () => {
  const template = await create("{% if %}");
  throws(() => template.render([]), DataError);
});
