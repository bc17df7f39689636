import { deepStrictEqual, strictEqual } from "node:assert";
import type { CounterSource } from "../../../src/app/run/token_counter.ts";
import { openWorkerCounter } from "../../../src/app/step/counting/worker_counter.ts";
import { loadEmbeddedTokenizer } from "../../../src/tokenizers/embedded_tokenizer.ts";

const hub = { source: "local", modelScopeUrl: "", huggingFaceUrl: "", cacheDir: "", token: null } as const;
const requestBody = new TextEncoder().encode('{"prompt":"Tell me of the sea"}');
const LETTERS = "a".repeat(320_000);

function sourceAt(location: string | null, loads: string[] = []): CounterSource {
  return {
    location,
    hub,
    load() {
      loads.push("here");
      return loadEmbeddedTokenizer();
    },
  };
}

Deno.test("a worker counts as this thread does, in the order of the questions, and leaves this thread free", async () => {
  using counter = await openWorkerCounter(sourceAt(null));
  const asked = Promise.all([
    counter.count({ requestBody, output: LETTERS, imagePatchPx: 28 }),
    counter.count({ requestBody: null, output: "Hello", imagePatchPx: 28 }),
    counter.count({ requestBody, output: null, imagePatchPx: 28 }),
  ]);
  let isCounting = true;
  let turns = 0;
  const watching = (async () => {
    for (; isCounting; turns++) await new Promise((resolve) => setTimeout(resolve, 1));
  })();
  const counted = await asked;
  isCounting = false;
  await watching;
  const tokenizer = await loadEmbeddedTokenizer();
  const prompt = tokenizer.countTokens("Tell me of the sea");
  deepStrictEqual(counted, [
    { promptTokens: prompt, completionTokens: tokenizer.countTokens(LETTERS), eventTokens: null },
    { promptTokens: null, completionTokens: 1, eventTokens: null },
    { promptTokens: prompt, completionTokens: null, eventTokens: null },
  ]);
  strictEqual(turns > 1, true, "this thread had turns while the worker counted");
});

Deno.test("where the worker cannot load the tokenizer this thread counts", async () => {
  const loads: string[] = [];
  using counter = await openWorkerCounter(sourceAt("/no/such/tokenizer", loads));
  const { completionTokens } = await counter.count({ requestBody: null, output: "Hello", imagePatchPx: 28 });
  deepStrictEqual([completionTokens, loads], [1, ["here"]]);
});
