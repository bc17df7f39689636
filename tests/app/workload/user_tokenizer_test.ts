import { deepStrictEqual, match, strictEqual } from "node:assert";
import { withoutBrokenTemplate } from "../../../src/app/workload/user_tokenizer.ts";
import { createChatTemplate } from "../../../src/tokenizers/chat_template.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));

async function withTemplate(text: string) {
  const sources = { default: text, toolUse: null };
  const chatTemplate = await createChatTemplate({ name: "tok", sources, specialTokens: {} });
  const warnings: string[] = [];
  return {
    used: withoutBrokenTemplate({ ...tokenizer, chatTemplate }, { warn: (text) => warnings.push(text) }),
    warnings,
  };
}

Deno.test("a chat template that cannot be rendered is done without, and that is said", async () => {
  for (const broken of ["{% nonsense %}", "{{ messages | no_such_filter }}", "{{ raise_exception('no') }}"]) {
    const { used, warnings } = await withTemplate(broken);
    strictEqual(used.chatTemplate, null);
    match(warnings[0] ?? "", /^Cannot render the chat template of "tok": .*counted without it$/);
  }
});

Deno.test("a chat template that can be rendered stays", async () => {
  const { used, warnings } = await withTemplate("{% for m in messages %}{{ m.content }}{% endfor %}");
  deepStrictEqual([used.chatTemplate === null, warnings], [false, []]);
});
