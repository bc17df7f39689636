import assert from "node:assert/strict";
import { createEmbeddingsDialect } from "../../../src/apis/embeddings/embeddings_dialect.ts";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import type { JsonValue } from "../../../src/core/json.ts";
import type { TurnInput } from "../../../src/core/session.ts";
import { buildBody } from "../build_body.ts";
import { replay } from "../replay.ts";

const DIALECT = createEmbeddingsDialect();

const INPUTS: readonly (readonly [input: TurnInput, sent: JsonValue])[] = [
  [{ kind: "texts", texts: ["a", "b"] }, ["a", "b"]],
  [{ kind: "texts", texts: ["a"] }, ["a"]],
  [{ kind: "text", text: "a" }, "a"],
  [{ kind: "tokens", ids: [1, 2] }, [1, 2]],
  [{ kind: "messages", messages: [{ role: "user", content: "a" }] }, "a"],
  [{ kind: "messages", messages: [{ content: "a" }, { content: [{ type: "text", text: "b" }] }] }, ["a", "b"]],
];

for (const [input, sent] of INPUTS) {
  Deno.test(`the input of ${JSON.stringify(input)} is ${JSON.stringify(sent)}`, () => {
    assert.deepEqual(buildBody(DIALECT, { input }), { input: sent, model: "m" });
  });
}

Deno.test("options of generation and keys of datasets do not reach the service", () => {
  const body = buildBody(DIALECT, { input: { kind: "text", text: "a" } }, {
    seed: 1,
    topP: 0.5,
    stop: ["x"],
    extraArgs: { batch_size: 8, num_documents: 3, document_length_ratio: 2, encoding_format: "base64", dimensions: 64 },
  });
  assert.deepEqual(body, { input: "a", model: "m", encoding_format: "base64", dimensions: 64 });
});

Deno.test("a template makes the shape of other services: %p alone is the text or all of the texts", () => {
  const queryTemplate = { inputs: "%p", truncate: true };
  const settings = { queryTemplate, model: "" };
  assert.deepEqual(buildBody(DIALECT, { input: { kind: "text", text: "a" } }, settings), {
    inputs: "a",
    truncate: true,
  });
  assert.deepEqual(buildBody(DIALECT, { input: { kind: "texts", texts: ["a", "b"] } }, settings).inputs, ["a", "b"]);
});

Deno.test("rankings are refused", () => {
  const input = { kind: "ranking", query: "q", documents: [] } as const;
  assert.throws(() => buildBody(DIALECT, { input }), /cannot send a query with documents/);
});

function read(body: JsonValue): Promise<RawOutcome> {
  const pieces = [typeof body === "string" ? body : JSON.stringify(body)];
  return replay({ pieces, contentType: "application/json", isStream: false, dialect: DIALECT });
}

const REPLIES: readonly (readonly [name: string, body: JsonValue, content: string, promptTokens: number | null])[] = [
  ["OpenAI", { data: [{ embedding: [1, 2] }], usage: { prompt_tokens: 4 } }, "embedding_dim=2, count=1", 4],
  ["Jina", { data: [{ embedding: [1, 2] }], usage: { total_tokens: 5 } }, "embedding_dim=2, count=1", 5],
  [
    "Cohere v1",
    { embeddings: [[1, 2], [3, 4]], meta: { billed_units: { input_tokens: 6 } } },
    "embedding_dim=2, count=2",
    6,
  ],
  ["Cohere v2", { embeddings: { float: [[1, 2, 3]] } }, "embedding_dim=3, count=1", null],
  ["one vector alone", { embedding: [1, 2] }, "embedding_dim=2, count=1", null],
  ["Ollama", { embeddings: [[1, 2]], prompt_eval_count: 7 }, "embedding_dim=2, count=1", 7],
  ["numbers that JSON has not", '{"data":[{"embedding":[NaN,1]}]}', "embedding_dim=2, count=1", null],
  ["TEI", [[1, 2], [3, 4], [5, 6]], "embedding_dim=2, count=3", null],
  [
    "DashScope",
    { output: { embeddings: [{ embedding: [1], text_index: 0 }] }, usage: { total_tokens: 3 } },
    "embedding_dim=1, count=1",
    3,
  ],
  [
    "base64",
    { data: [{ embedding: new Uint8Array(new Float32Array(5).buffer).toBase64() }] },
    "embedding_dim=5, count=1",
    null,
  ],
];

for (const [name, body, content, promptTokens] of REPLIES) {
  Deno.test(`the reply of ${name} is read`, async () => {
    const outcome = await read(body);
    assert.equal(outcome.failure, null);
    assert.equal(outcome.reply.content, content);
    assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [promptTokens, 0]);
  });
}

const WRONG: readonly (readonly [name: string, body: JsonValue, kind: string, message: RegExp])[] = [
  ["no vector", { data: [] }, "empty_output", /no embedding/],
  ["an empty vector", { data: [{ embedding: [] }] }, "empty_output", /no embedding/],
  ["another object", { choices: [] }, "malformed_json", /holds no embeddings/],
  ["half a body", '{"data": [', "malformed_json", /Not a JSON object/],
  ["nothing", "", "empty_output", /empty/],
  ["vectors of two lengths", [[1, 2], [1]], "malformed_json", /Embedding 1 has 1 dimensions, the first one 2/],
  ["an error", { error: { message: "too long", type: "bad" } }, "error_in_stream", /too long/],
];

for (const [name, body, kind, message] of WRONG) {
  Deno.test(`a reply with ${name} is a failure`, async () => {
    const { failure } = await read(body);
    assert.equal(failure?.kind, kind);
    assert.match(failure?.message ?? "", message);
  });
}
