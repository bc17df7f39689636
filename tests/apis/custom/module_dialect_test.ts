import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { ApiDialect } from "../../../src/apis/dialect.ts";
import { createDialect } from "../../../src/apis/registry.ts";
import { asksForStream } from "../../../src/apis/stream_request.ts";
import { DataError } from "../../../src/core/errors.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";
import { buildBody } from "../build_body.ts";
import { replay } from "../replay.ts";

const HELLO = { input: { kind: "text", text: "hello" } } as const;

const READER = `class Reader {
  #text = "";
  readEvent(data) { this.#text += data; return { kind: "content", isPrimary: true, completionTokens: null }; }
  readBody(text) { this.#text = text; }
  end() { return { text: { content: this.#text, reasoning: "", toolCalls: "" }, usage: null, finishReason: "stop", failure: null }; }
}
`;
const BODY = "buildBody: (turn, { model }) => ({ model, ask: turn.input.text })";

async function load(source: string): Promise<ApiDialect> {
  await using files = await writeTemporaryFiles({ "api.js": source });
  const moduleUrl = pathToFileURL(`${files.folder}/api.js`).href;
  return await createDialect({ api: "custom", url: "http://h/x", custom: { moduleUrl, responseMap: null } });
}

const FORMS: readonly (readonly [name: string, source: string])[] = [
  ["`dialect`", `export const dialect = { ${BODY}, createReader: () => new Reader() };`],
  ["a default", `export default { ${BODY}, createReader: () => new Reader() };`],
  ["`createDialect`", `export const createDialect = async () => ({ ${BODY}, createReader: () => new Reader() });`],
];

for (const [name, source] of FORMS) {
  Deno.test(`a module may export ${name}; what it leaves out has a default`, async () => {
    const dialect = await load(READER + source);
    const body = buildBody(dialect, HELLO);
    assert.deepEqual(body, { model: "m", ask: "hello" });
    assert.ok(!asksForStream(dialect, body));
    assert.ok(asksForStream(dialect, { stream: true }));
    assert.deepEqual(dialect.toHistory({ content: "a", reasoning: "", toolCalls: "" }), {
      role: "assistant",
      content: "a",
    });
    const outcome = await replay({ pieces: ["data: x\n\n", "data: y\n\n"], dialect });
    assert.deepEqual([outcome.reply.content, outcome.failure, outcome.chunks.atMs.length], ["xy", null, 2]);
  });
}

Deno.test("a module says how its streams are framed", async () => {
  const lines = await load(
    `${READER} export const dialect = { ${BODY}, framing: "lines", createReader: () => new Reader() };`,
  );
  const outcome = await replay({ pieces: ["x\ny\n"], contentType: "application/jsonl", dialect: lines });
  assert.deepEqual([outcome.reply.content, outcome.failure], ["xy", null]);
  const whole = await load(
    `${READER} export const dialect = { ${BODY}, framing: "whole", createReader: () => new Reader() };`,
  );
  assert.ok(!asksForStream(whole, { stream: true }));
  await assert.rejects(
    load(`export const dialect = { ${BODY}, framing: "xml", createReader: () => null };`),
    /has the unknown framing "xml"/,
  );
});

Deno.test("a module can change a little of the openai dialect, and be a class", async () => {
  const dialect = await load(`
    export function createDialect({ url, openai }) {
      return new class {
        #suffix = url;
        buildBody(turn, options) { return { ...openai.buildBody(turn, options), from: this.#suffix }; }
        createReader(body) { return openai.createReader(body); }
        defaultHeaders({ isStream }) { return { "x-stream": String(isStream) }; }
      }();
    }
  `);
  assert.equal(buildBody(dialect, HELLO).from, "http://h/x");
  assert.deepEqual(dialect.defaultHeaders?.({ isStream: true, given: {} }), { "x-stream": "true" });
  const pieces = ['data: {"choices":[{"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\n'];
  assert.equal((await replay({ pieces, dialect })).reply.content, "hi");
});

const WRONG: readonly (readonly [name: string, source: string, message: RegExp])[] = [
  ["nothing", "export const other = 1;", /exports no dialect/],
  ["no buildBody", "export const dialect = { createReader() {} };", /has no function "buildBody"/],
  ["no createReader", "export const dialect = { buildBody() {} };", /has no function "createReader"/],
];

for (const [name, source, message] of WRONG) {
  Deno.test(`a module that exports ${name} is refused`, async () => {
    await assert.rejects(
      () => load(source),
      (error: Error) => error instanceof DataError && message.test(error.message),
    );
  });
}

Deno.test("what a module throws in buildBody is an error of the user's", async () => {
  const dialect = await load('export const dialect = { buildBody() { throw new Error("oops"); }, createReader() {} };');
  assert.throws(() => buildBody(dialect, HELLO), /buildBody of the module of --api failed: oops/);
  const other = await load("export const dialect = { buildBody() { return 1; }, createReader() {} };");
  assert.throws(() => buildBody(other, HELLO), /returned no object/);
});

Deno.test("what a module's reader throws fails its request", async () => {
  const source = `export const dialect = { ${BODY}, createReader: () => ({
    readEvent(data) { throw new Error("oops " + data); }, readBody() {}, end() { return { text: null }; } }) };`;
  const { failure } = await replay({ pieces: ["data: 1\n\n", "data: 2\n\n"], dialect: await load(source) });
  assert.equal(failure?.message, "readEvent of the module of --api failed: oops 1");
});

Deno.test("a module's reader that returns no reply, or an unknown kind, fails its request", async () => {
  const readerOf = (members: string) =>
    load(`export const dialect = { ${BODY}, createReader: () => ({ readBody() {}, ${members} }) };`);
  const silent = await replay({ pieces: [], dialect: await readerOf("readEvent() {}, end() {}") });
  assert.match(silent.failure?.message ?? "", /^end of the module of --api failed/);
  const odd = await readerOf('readEvent: () => ({ kind: "word" }), end: () => ({ text: { content: "a" } })');
  const outcome = await replay({ pieces: ["data: 1\n\n"], dialect: odd });
  assert.equal(outcome.failure?.message, 'readEvent of the module of --api failed: unknown kind "word"');
});
