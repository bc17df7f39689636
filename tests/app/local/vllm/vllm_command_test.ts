import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { toVllmCommand, toVllmEnvironment } from "../../../../src/app/local/vllm/vllm_command.ts";

const PARTS = { model: "Qwen/Qwen2.5-0.5B-Instruct", port: 8877, gpuCount: 0, python: null, hasVllmCommand: false };

Deno.test("toVllmCommand() gives the arguments of evalscope perf", () => {
  deepStrictEqual(toVllmCommand(PARTS), [
    "python3",
    "-m",
    "vllm.entrypoints.openai.api_server",
    "--model",
    "Qwen/Qwen2.5-0.5B-Instruct",
    "--served-model-name",
    "Qwen/Qwen2.5-0.5B-Instruct",
    "--host",
    "127.0.0.1",
    "--port",
    "8877",
    "--tensor-parallel-size",
    "1",
    "--max-model-len",
    "32768",
    "--gpu-memory-utilization",
    "0.9",
    "--trust-remote-code",
    "--disable-log-stats",
    "--disable-log-requests",
  ]);
});

Deno.test("toVllmCommand() prefers `vllm serve`, unless the user names a Python", () => {
  deepStrictEqual(toVllmCommand({ ...PARTS, hasVllmCommand: true }).slice(0, 3), ["vllm", "serve", PARTS.model]);
  const named = toVllmCommand({ ...PARTS, hasVllmCommand: true, python: "/venv/bin/python" });
  deepStrictEqual(named.slice(0, 3), ["/venv/bin/python", "-m", "vllm.entrypoints.openai.api_server"]);
});

Deno.test("toVllmCommand() spreads the model over the graphics processors", () => {
  const command = toVllmCommand({ ...PARTS, gpuCount: 4 });
  strictEqual(command[command.indexOf("--tensor-parallel-size") + 1], "4");
});

Deno.test("toVllmEnvironment() asks for ModelScope unless the model is a folder or comes from Hugging Face", () => {
  strictEqual(toVllmEnvironment({ isFolder: false, source: "modelscope" }, {})["VLLM_USE_MODELSCOPE"], "True");
  ok(!("VLLM_USE_MODELSCOPE" in toVllmEnvironment({ isFolder: true, source: "modelscope" }, {})));
  ok(!("VLLM_USE_MODELSCOPE" in toVllmEnvironment({ isFolder: false, source: "huggingface" }, {})));
});

Deno.test("toVllmEnvironment() leaves what the user has set", () => {
  const given = { VLLM_WORKER_MULTIPROC_METHOD: "fork" };
  const env = toVllmEnvironment({ isFolder: false, source: "modelscope" }, given);
  ok(!("VLLM_WORKER_MULTIPROC_METHOD" in env));
  strictEqual(env["VLLM_ALLOW_LONG_MAX_MODEL_LEN"], "1");
});
