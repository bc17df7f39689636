import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { firstStep } from "../../support/perf_run.ts";
import { assertFine, toCounts, withKnownRun } from "./known_run.ts";

const env = { DASHSCOPE_API_KEY: "sk-of-the-environment" };

Deno.test("the embedding test sends texts of the asked length and reports no generation", async () => {
  const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));
  const appended = ["--url", "{url}/compatible-mode/v1/embeddings"];
  await withKnownRun("embedding", { appended, env }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_2_number_10: 10 });
    for (const { body, headers } of run.received) {
      deepStrictEqual(Object.keys(body).sort(), ["input", "model"]);
      strictEqual(headers.authorization, "Bearer sk-of-the-environment");
      const [text] = [body.input].flat();
      strictEqual(tokenizer.encode(text).length, 256);
    }
    const { scalars, distributions } = firstStep(run.run);
    deepStrictEqual([scalars.non_stream_requests, distributions.ttft.count], [10, 0]);
  });
});

Deno.test("the rerank test sends a query with five longer documents, and none of the settings of the dataset", async () => {
  const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));
  const appended = ["--url", "{url}/compatible-api/v1/reranks"];
  await withKnownRun("rerank", { appended, env }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_2_number_10: 10 });
    for (const { body } of run.received) {
      deepStrictEqual(Object.keys(body).sort(), ["documents", "model", "query"]);
      strictEqual(tokenizer.encode(body.query).length, 256);
      strictEqual(body.documents.length, 5);
      for (const document of body.documents) strictEqual(tokenizer.encode(document).length, 768);
    }
    ok((firstStep(run.run).scalars.input_throughput ?? 0) > 0);
  });
});
