import { deepStrictEqual, match, strictEqual } from "node:assert";
import { DEFAULT_SIMULATOR_OPTIONS } from "../../../src/simulator/simulator_options.ts";
import { startSimulation } from "../../../src/app/simulate.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";
import { runAgainst } from "./run_against.ts";

const EMBEDDING = { kind: "json", body: { data: [{ embedding: [1, 2] }], usage: { prompt_tokens: 4 } } } as const;

Deno.test("perf --api embedding sends texts and nothing of generation", async () => {
  const run = await runAgainst(
    () => EMBEDDING,
    [
      ...["--api", "embedding", "--url", "{url}/v1", "--prompt", "a text", "--seed", "3", "--top-p", "0.5"],
      ...["--extra-args", '{"batch_size": 4, "encoding_format": "float", "dimensions": 2}'],
    ],
  );
  strictEqual(run.code, 0, run.stderr);
  deepStrictEqual([run.received[2]?.path, run.received[2]?.body], [
    "/v1/embeddings",
    { input: "a text", model: "m", encoding_format: "float", dimensions: 2 },
  ]);
  const { summary } = run;
  deepStrictEqual([summary["Non-Stream Requests"], summary["Avg Input Tokens"]], [2, 4]);
});

Deno.test("perf --api embedding counts the input itself where the service does not", async () => {
  const run = await runAgainst(
    () => ({ kind: "json", body: [[1, 2]] }),
    ["--api", "embedding", "--url", "{url}/embed", "--prompt", "one two three", "--query-template", '{"inputs": "%p"}'],
  );
  strictEqual(run.code, 0, run.stderr);
  deepStrictEqual([run.received[2]?.path, run.received[2]?.body], ["/embed", { inputs: "one two three", model: "m" }]);
  strictEqual(run.summary["Avg Input Tokens"], 3);
  match(run.stderr, /The service states no token usage/);
});

Deno.test("perf --api embedding fails where there is no embedding", async () => {
  const run = await runAgainst(
    () => ({ kind: "json", body: { data: [] } }),
    ["--api", "embedding", "--url", "{url}/v1", "--prompt", "a", "--no-test-connection"],
  );
  strictEqual(run.code, 1);
  match(run.stderr, /holds no embedding/);
});

Deno.test("perf --api rerank sends a query with its documents from whole bodies", async () => {
  const body = { query: "q", documents: ["a", { text: "b" }] };
  await using files = await writeTemporaryFiles({ "bodies.jsonl": `${JSON.stringify(body)}\n` });
  const run = await runAgainst(
    () => ({ kind: "json", body: { results: [{ relevance_score: 0.5 }], usage: { total_tokens: 6 } } }),
    [
      ...["--api", "rerank", "--url", "{url}/v1", "--extra-args", '{"num_documents": 2, "top_n": 1}'],
      ...["--dataset", "line_by_line", "--dataset-path", `${files.folder}/bodies.jsonl`],
    ],
  );
  strictEqual(run.code, 0, run.stderr);
  deepStrictEqual([run.received[2]?.path, run.received[2]?.body], ["/v1/reranks", { ...body, model: "m", top_n: 1 }]);
  strictEqual(run.summary["Avg Input Tokens"], 6);
});

Deno.test("perf embeds and reranks against the simulator", async () => {
  const simulation = await startSimulation({ ...DEFAULT_SIMULATOR_OPTIONS, port: 0 }, "json");
  try {
    for (const [api, path] of [["embedding", "v1/embeddings"], ["rerank", "v1/rerank"]] as const) {
      const run = await runAgainst(
        () => EMBEDDING,
        ["--api", api, "--url", `${simulation.url}/${path}`, "--prompt", "some words to embed"],
      );
      strictEqual(run.code, 0, run.stderr);
      deepStrictEqual([run.summary["Success Requests"], run.summary["Non-Stream Requests"]], [2, 2], api);
    }
  } finally {
    await simulation.stop();
  }
});
