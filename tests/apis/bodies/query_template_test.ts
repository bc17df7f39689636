import assert from "node:assert/strict";
import { checkJinjaBody, loadJinja } from "../../../src/apis/bodies/jinja_template.ts";
import { createEmbeddingsDialect } from "../../../src/apis/embeddings/embeddings_dialect.ts";
import { createOpenAiDialect } from "../../../src/apis/openai/openai_dialect.ts";
import { DataError } from "../../../src/core/errors.ts";
import type { QueryTemplate } from "../../../src/core/generation.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Turn } from "../../../src/core/session.ts";
import { buildBody, chatTurn } from "../build_body.ts";

await loadJinja();

const DIALECT = createOpenAiDialect();
const HARD = 'say "hi"\n{{ model }} %m 世';
const ASK = chatTurn({ role: "user", content: HARD });
const TALK = chatTurn({ role: "user", content: "a" }, { role: "assistant", content: "b" }, {
  role: "user",
  content: "c",
});

/** The members that the template alone decides on. */
function build(queryTemplate: QueryTemplate, turn: Turn = ASK, more: JsonObject = {}): JsonObject {
  const { max_tokens: _max, stream: _stream, stream_options: _options, temperature: _temperature, ...rest } = buildBody(
    DIALECT,
    turn,
    { queryTemplate, ...more },
  );
  return rest;
}

Deno.test("marks of Jinja2 in the strings of a body are filled; what a prompt holds is never a template", () => {
  const template = {
    model: "{{ model }}",
    messages: [{ role: "system", content: "You are terse" }, { role: "user", content: "Q: {{ prompt }}" }],
    note: "{{ prompt }} / %p",
  };
  assert.deepEqual(build(template), {
    model: "m",
    messages: [{ role: "system", content: "You are terse" }, { role: "user", content: `Q: ${HARD}` }],
    note: `${HARD} / ${HARD}`,
  });
});

Deno.test("a template may become a body only once it is rendered", () => {
  const text =
    `{"model": "{{ model }}", "messages": {{ messages | tojson }}{% if seed %}, "seed": {{ seed }}{% endif %}}`;
  assert.deepEqual(build(text), { model: "m", messages: [{ role: "user", content: HARD }] });
  assert.deepEqual(build(text, TALK, { seed: 7 }), {
    model: "m",
    messages: TALK.input.kind === "messages" && TALK.input.messages,
    seed: 7,
  });
});

Deno.test("a value inside a string of such a template does not end the string", () => {
  const text =
    `{"model": "{{ model }}", "messages": [{"role": "user", "content": "Q: {{ prompt | trim }}!"}], "x": "{% if true %}y{% endif %}"}`;
  assert.deepEqual(build(text), {
    model: "m",
    messages: [{ role: "user", content: `Q: ${HARD}!` }],
    x: "y",
  });
});

Deno.test("a conversation replaces the messages of a template that only speaks of the prompt", () => {
  const object = { messages: [{ role: "user", content: "Q: {{ prompt }}" }], user: "{{ model }}" };
  const messages = TALK.input.kind === "messages" && TALK.input.messages;
  assert.deepEqual(build(object, TALK), { messages, user: "m", model: "m" });
  const text = `{"messages": [{"role": "user", "content": "{{ prompt }}"}]{% if true %}, "user": "u"{% endif %}}`;
  assert.deepEqual(build(text, TALK), { messages, user: "u", model: "m" });
});

Deno.test("a template that cannot be rendered, or gives no object, says so", () => {
  assert.throws(
    () => build("{% if model %}"),
    (error: Error) => error instanceof DataError && /Cannot render/.test(error.message),
  );
  assert.throws(
    () => build('{"messages": {{ messages }}{# #}'),
    (error: Error) => error instanceof DataError && /does not give a JSON object/.test(error.message),
  );
});

Deno.test("null in the extra arguments or in a template takes a member away, and nothing else does", () => {
  const body = (given: JsonObject) => buildBody(DIALECT, ASK, given);
  const plain = body({});
  assert.ok("max_tokens" in plain && "temperature" in plain && "stream_options" in plain);
  const without = body({ extraArgs: { max_tokens: null, temperature: null, stream_options: null, top_k: 3 } });
  assert.deepEqual(Object.keys(without).sort(), ["messages", "model", "stream", "top_k"]);
  const byTemplate = body({ queryTemplate: { max_tokens: null, stream_options: null } });
  assert.ok(!("max_tokens" in byTemplate) && !("stream_options" in byTemplate) && "temperature" in byTemplate);
  // An option that was given wins over the template, and the null of a dataset's own body is its own.
  const given = buildBody(DIALECT, ASK, { queryTemplate: { max_tokens: null }, maxTokens: [5, 5] });
  assert.equal(given.max_tokens, 5);
  const own = buildBody(DIALECT, { input: { kind: "body", body: { messages: [], stop: null } } }, {});
  assert.equal(own.stop, null);
});

Deno.test("texts to embed go into a template of Jinja2, too", () => {
  const body = buildBody(createEmbeddingsDialect(), { input: { kind: "text", text: "a" } }, {
    queryTemplate: { inputs: "{{ prompt }}" },
    model: "",
  });
  assert.deepEqual(body, { inputs: "a" });
});

for (const broken of ["{{", '{"a": {{ prompt }', "{% if model %}{}", '{"a": "{{ prompt | nofilter( }}"}']) {
  Deno.test(`the template ${JSON.stringify(broken)} is refused before anything is sent, in words`, () => {
    assert.throws(() => checkJinjaBody(broken), (error: Error) => {
      assert.match(error.message, /^Cannot render the template of --query-template: (?!.*Cannot read prop)/);
      return error.name === "DataError";
    });
  });
}
