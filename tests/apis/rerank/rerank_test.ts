import assert from "node:assert/strict";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import { createRerankDialect } from "../../../src/apis/rerank/rerank_dialect.ts";
import type { JsonObject, JsonValue } from "../../../src/core/json.ts";
import type { TurnInput } from "../../../src/core/session.ts";
import { buildBody } from "../build_body.ts";
import { replay } from "../replay.ts";

const DIALECT = createRerankDialect();
const RANKING: TurnInput = { kind: "ranking", query: "q", documents: ["a", { text: "b", id: 1 }] };

const INPUTS: readonly (readonly [input: TurnInput, sent: JsonObject])[] = [
  [RANKING, { query: "q", documents: ["a", { text: "b", id: 1 }] }],
  [{ kind: "texts", texts: ["q", "a", "b"] }, { query: "q", documents: ["a", "b"] }],
  [{ kind: "text", text: "q" }, { query: "q", documents: ["q"] }],
  [{ kind: "messages", messages: [{ content: "q" }, { content: "a" }] }, { query: "q", documents: ["a"] }],
];

for (const [input, sent] of INPUTS) {
  Deno.test(`${JSON.stringify(input)} asks for a ranking`, () => {
    assert.deepEqual(buildBody(DIALECT, { input }), { ...sent, model: "m" });
  });
}

Deno.test("keys of datasets do not reach the service, others do", () => {
  const extraArgs = { num_documents: 3, document_length_ratio: 2, top_n: 1 };
  assert.deepEqual(buildBody(DIALECT, { input: { kind: "texts", texts: ["q", "a"] } }, { extraArgs, seed: 3 }), {
    query: "q",
    documents: ["a"],
    model: "m",
    top_n: 1,
  });
});

Deno.test("a template with `texts` asks in the form of text-embeddings-inference", () => {
  const body = buildBody(DIALECT, { input: RANKING }, { queryTemplate: { texts: [], raw_scores: true } });
  assert.deepEqual(body, { raw_scores: true, query: "q", texts: ["a", "b"] });
});

Deno.test("a whole body only gets what it lacks", () => {
  const body = { query: "q", documents: ["a"], model: "own" };
  assert.deepEqual(buildBody(DIALECT, { input: { kind: "body", body } }), body);
});

function read(body: JsonValue): Promise<RawOutcome> {
  const pieces = [JSON.stringify(body)];
  return replay({ pieces, contentType: "application/json", isStream: false, dialect: DIALECT });
}

const SCORES = [{ index: 1, relevance_score: 0.9 }, { index: 0, relevance_score: 0.25 }];

const REPLIES: readonly (readonly [name: string, body: JsonValue, promptTokens: number | null])[] = [
  ["Jina", { results: SCORES, usage: { total_tokens: 9 } }, 9],
  // A search unit is a price, not a token.
  ["Cohere", { results: SCORES, meta: { billed_units: { search_units: 1 } } }, null],
  ["Cohere with tokens", { results: SCORES, meta: { tokens: { input_tokens: 12 } } }, 12],
  ["Voyage", { data: SCORES, usage: { total_tokens: 3 } }, 3],
  ["vLLM's /score", { data: [{ score: 0.9 }, { score: 0.25 }], usage: { prompt_tokens: 4 } }, 4],
  ["a server of one's own", { scores: [0.25, 0.9] }, null],
  ["scores as texts", { relevance_scores: ["0.25", "0.9"] }, null],
  ["numbers alone", [0.25, 0.9], null],
  ["a list for each query", { scores: [[0.25, 0.9]] }, null],
  ["a list for each document", { scores: [[0.25], [0.9]] }, null],
  ["an object by document", { results: { 0: 0.25, 1: { score: 0.9 } } }, null],
  ["an object around the list", { results: { data: SCORES }, usage: { total_tokens: 3 } }, 3],
  ["a gateway", { result: { data: SCORES }, usage: { total_tokens: 3 } }, 3],
  ["TEI", [{ index: 1, score: 0.9 }, { index: 0, score: 0.25 }], null],
  ["NIM", { rankings: [{ index: 0, logit: 0.25 }, { index: 1, logit: 0.9 }] }, null],
  ["DashScope", { output: { results: SCORES }, usage: { total_tokens: 7 } }, 7],
];

for (const [name, body, promptTokens] of REPLIES) {
  Deno.test(`the reply of ${name} is read`, async () => {
    const outcome = await read(body);
    assert.equal(outcome.failure, null);
    assert.equal(outcome.reply.content, "top_score=0.9000, num_results=2");
    assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [promptTokens, 0]);
  });
}

Deno.test("scores may all be below zero", async () => {
  const { reply } = await read({ results: [{ relevance_score: -3 }, { relevance_score: -1.5 }] });
  assert.equal(reply.content, "top_score=-1.5000, num_results=2");
});

const WRONG: readonly (readonly [name: string, body: JsonValue, kind: string])[] = [
  ["no results", { results: [] }, "empty_output"],
  ["another object", { data: "none" }, "malformed_json"],
  ["a result without a score", { results: [{ index: 0 }] }, "malformed_json"],
];

for (const [name, body, kind] of WRONG) {
  Deno.test(`a reply with ${name} is a failure`, async () => {
    assert.equal((await read(body)).failure?.kind, kind);
  });
}
