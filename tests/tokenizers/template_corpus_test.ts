import { deepStrictEqual } from "node:assert";
import { createHash } from "node:crypto";
import type { JsonValue } from "../../src/core/json.ts";
import type { Message } from "../../src/core/session.ts";
import { createChatTemplate } from "../../src/tokenizers/chat_template.ts";
import { fixturePath, readFixture } from "../support/fixture_files.ts";

interface Conversation {
  readonly messages: readonly Message[];
  readonly tools?: readonly JsonValue[];
}

const CONVERSATIONS = readFixture<Record<string, Conversation>>("chat_templates/conversations.json");
const EXPECTED = readFixture<Record<string, Record<string, string>>>("chat_templates/expected.json");

/** What the engine cannot do, by template: the run goes on without the template, or without it for these messages. */
const KNOWN_DIFFERENCES: Readonly<Record<string, readonly string[]>> = {
  // `|string` of a mapping.
  "Apriel-1.6-15b-Thinker-fixed.jinja": ["tools"],
  "unsloth-Apriel-1.5.jinja": ["tools"],
  // Whole numbers as keys of a mapping, which are compared.
  "ByteDance-Seed-OSS.jinja": ["plain", "history", "tools"],
  // Joins a list where Python refuses to.
  "llama-cpp-deepseek-r1.jinja": ["tools"],
  // `selectattr` of tools that are none, which Python never looks at; spaces of `tojson`.
  "meetkai-functionary-medium-v3.1.jinja": ["plain", "history", "tools"],
  // Unpacks a tuple.
  "meetkai-functionary-medium-v3.2.jinja": ["tools"],
  // `str.format`.
  "tencent-Hy3.jinja": ["plain", "history", "tools"],
};

async function render(name: string, { messages, tools }: Conversation): Promise<string> {
  const text = Deno.readTextFileSync(fixturePath(`chat_templates/${name}`));
  const template = await createChatTemplate({
    name,
    sources: { default: text, toolUse: null },
    specialTokens: { bos_token: "<s>", eos_token: "</s>" },
    nowIso: () => "2024-07-26T12:00:00.000Z",
  });
  try {
    const rendered = template?.render(messages, {
      addGenerationPrompt: true,
      ...(tools === undefined ? {} : { tools }),
    });
    return createHash("sha256").update(rendered ?? "").digest("hex").slice(0, 16);
  } catch {
    return "error";
  }
}

for (const [name, expected] of Object.entries(EXPECTED)) {
  Deno.test(`the chat template ${name} reads as in Python`, async () => {
    const different: string[] = [];
    for (const [conversation, content] of Object.entries(CONVERSATIONS)) {
      if (await render(name, content) !== expected[conversation]) different.push(conversation);
    }
    deepStrictEqual(different, KNOWN_DIFFERENCES[name] ?? []);
  });
}
