import assert from "node:assert/strict";
import { createTemplateDialect } from "../../../src/apis/custom/template_dialect.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { buildBody, chatTurn } from "../build_body.ts";

const DIALECT = createTemplateDialect({ framing: "sse", stream: { text: ["t"] }, body: { text: ["t"] } });
const TEMPLATE: JsonObject = { inputs: "Q: %p", parameters: { model: "%m" }, stream: true, max_tokens: 5 };
const HELLO = { input: { kind: "text", text: "hello" } } as const;

Deno.test("the template is all that is sent", () => {
  assert.deepEqual(buildBody(DIALECT, HELLO, { queryTemplate: TEMPLATE }), {
    inputs: "Q: hello",
    parameters: { model: "m" },
    stream: true,
    max_tokens: 5,
  });
});

Deno.test("options that the user gives replace members that the template has, extra arguments come last", () => {
  const body = buildBody(DIALECT, HELLO, {
    queryTemplate: TEMPLATE,
    maxTokens: [9, 9],
    stream: false,
    topP: 0.5,
    extraArgs: { more: 1 },
  });
  assert.deepEqual(body, { inputs: "Q: hello", parameters: { model: "m" }, stream: false, max_tokens: 9, more: 1 });
});

Deno.test("a conversation goes where the template has its messages", () => {
  const messages = [{ role: "user", content: "a" }, { role: "assistant", content: "b" }, {
    role: "user",
    content: "c",
  }];
  const queryTemplate = { messages: [{ role: "user", content: "%p" }], top: 1 };
  assert.deepEqual(buildBody(DIALECT, chatTurn(...messages), { queryTemplate }), { messages, top: 1 });
});

Deno.test("without a template nothing can be sent", () => {
  assert.throws(() => buildBody(DIALECT, HELLO), /The API "custom" does not know what to send/);
});
