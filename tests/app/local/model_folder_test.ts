import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import { findModelFolder } from "../../../src/app/local/transformers/model_folder.ts";
import { startHubServer } from "../../support/hub_server.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const CONFIG = { content: "{}" };

async function findOnHub(model: string, files: readonly string[]): Promise<{ found: unknown; log: readonly string[] }> {
  const log: string[] = [];
  let found: unknown;
  await using hub = startHubServer(Object.fromEntries(files.map((file) => [`models/${file}`, CONFIG])));
  const listener = {
    log: (_level: string, message: string) => log.push(message),
    progress: () => {},
    progressEnd: () => {},
    stepDone: () => {},
    wait: () => {},
    download: () => {},
  };
  await withTemporaryFolder(async (cacheDir) => {
    const address = { modelScopeUrl: hub.url, huggingFaceUrl: hub.url };
    const plan = { source: "modelscope" as const, ...address, cacheDir, token: null };
    const opened = await findModelFolder(model, { hub: plan, listener, signal: new AbortController().signal });
    found = { ...opened, folder: opened.folder.replace(cacheDir, "") };
    await Deno.stat(`${opened.folder}/tokenizer.json`);
  });
  return { found, log };
}

Deno.test("findModelFolder() downloads the first of a model's ONNX files, with its weights beside it", async () => {
  const files = ["config.json", "tokenizer.json", "onnx/model.onnx", "onnx/model.onnx_data", "onnx/model_q4.onnx"];
  const { found } = await findOnHub("owner/name", files.map((file) => `owner/name/${file}`));
  deepStrictEqual(found, { folder: "/modelscope/models/owner/name", dtype: "fp32", hasExternalData: true });
});

Deno.test("findModelFolder() takes the converted model of onnx-community where a model has no ONNX files", async () => {
  const { found, log } = await findOnHub("Qwen/Tiny", [
    "Qwen/Tiny/config.json",
    "onnx-community/Tiny/config.json",
    "onnx-community/Tiny/tokenizer.json",
    "onnx-community/Tiny/onnx/model_quantized.onnx",
  ]);
  const folder = "/modelscope/models/onnx-community/Tiny";
  deepStrictEqual(found, { folder, dtype: "q8", hasExternalData: false });
  strictEqual(log.length, 1);
  match(log[0] ?? "", /"Qwen\/Tiny" has no ONNX files: taking those of "onnx-community\/Tiny"/);
});

Deno.test("findModelFolder() tells a model that is missing from one that has no ONNX files", async () => {
  await rejects(findOnHub("owner/none", []), /Cannot find the model "owner\/none"/);
  await rejects(findOnHub("owner/name", ["owner/name/config.json"]), /"owner\/name": it has none of onnx/);
  await rejects(findOnHub("no-folder", []), /Cannot find the model "no-folder": it is no folder/);
});
