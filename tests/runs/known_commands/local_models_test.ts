import { deepStrictEqual, match } from "node:assert";
import { fixturePath } from "../../support/fixture_files.ts";
import { hasPython, vllmEnvironment } from "../../cli/local/vllm_run.ts";
import { findFreePort } from "../../support/free_port.ts";
import { assertFine, toCounts, withKnownRun } from "./known_run.ts";

/** The model of the hub is a tiny one here, and its replies are short. */
async function localFlags(): Promise<readonly string[]> {
  return ["--port", String(await findFreePort()), "--max-tokens", "4"];
}

Deno.test({
  name: "local_vllm starts vLLM with the model's name and measures it",
  ignore: Deno.build.os === "windows" || !hasPython(),
  fn: async () => {
    const options = {
      appended: [...await localFlags(), "--python", "python3"],
      env: vllmEnvironment(""),
      inProcessOfItsOwn: true,
    };
    await withKnownRun("local vLLM", options, (run) => {
      assertFine(run);
      deepStrictEqual(toCounts(run), { parallel_2_number_20: 20 });
      match(run.stderr, /--model Qwen\/Qwen2\.5-0\.5B-Instruct/);
    });
  },
});

Deno.test("a local model comes from the hub, with the attention that this machine has", async () => {
  await withKnownRun("local transformers", { appended: await localFlags() }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_2_number_20: 20 });
    match(run.stderr, /--attn-implementation flash_attention_2 means sdpa here/);
    match(run.folder, /\/Qwen2\.5-0\.5B-Instruct$/);
  });
});

Deno.test("a local model may be a folder", async () => {
  const appended = [...await localFlags(), "--model", fixturePath("tiny-models/tiny-chat")];
  await withKnownRun("local model", { appended }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_1_number_20: 20 });
  });
});
