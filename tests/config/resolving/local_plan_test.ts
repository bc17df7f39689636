import { deepStrictEqual, match, strictEqual, throws } from "node:assert";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";

const plan = (...flags: string[]) => resolvePerfPlan(["--model", "m", ...flags], {});

Deno.test("--api local has an address of its own, by its port", () => {
  const { target } = plan("--api", "local", "--port", "9000", "--prompt", "hi");
  strictEqual(target.url, "http://127.0.0.1:9000/v1/chat/completions");
  deepStrictEqual(target.local, { runtime: "transformers", port: 9000, python: null, attention: "default" });
});

Deno.test("--api local_vllm sends the speed benchmark to completions", () => {
  const { target } = plan("--api", "local_vllm", "--dataset", "speed_benchmark");
  strictEqual(target.url, "http://127.0.0.1:8877/v1/completions");
  strictEqual(target.local?.runtime, "vllm");
});

Deno.test("--api local sends datasets of embedding and ranking to their endpoints", () => {
  const tokenizer = ["--tokenizer-path", "m"];
  const embedding = plan("--api", "local", "--dataset", "random_embedding", ...tokenizer);
  strictEqual(embedding.target.url, "http://127.0.0.1:8877/v1/embeddings");
  const rerank = plan("--api", "local", "--dataset", "random_rerank", ...tokenizer);
  strictEqual(rerank.target.url, "http://127.0.0.1:8877/v1/rerank");
});

Deno.test("--api local says that --url is not used", () => {
  const { target, notes } = plan("--api", "local", "--url", "http://h/v1", "--prompt", "hi");
  strictEqual(target.url, "http://127.0.0.1:8877/v1/chat/completions");
  match(notes.join("\n"), /--url is not used: --api local starts a service on port 8877/);
});

Deno.test("--attn-implementation is mapped to what ONNX Runtime can do, with a note, or refused with the reason", () => {
  const attention = (name: string) => plan("--api", "local", "--prompt", "hi", "--attn-implementation", name);
  strictEqual(attention("eager").target.local?.attention, "unfused");
  strictEqual(attention("sdpa").target.local?.attention, "fused");
  const flash = attention("flash_attention_2");
  strictEqual(flash.target.local?.attention, "fused");
  match(flash.notes.join("\n"), /flash_attention_2 means sdpa here: its kernels are for GPUs/);
  throws(() => attention("paged"), /Cannot use "paged" for --attn-implementation: an ONNX model holds its attention/);
});

Deno.test("options of a local service are noted as without effect for other APIs", () => {
  const { notes, target } = plan("--port", "9000", "--python", "py", "--prompt", "hi");
  strictEqual(target.local, null);
  match(notes.join("\n"), /--port has no effect: it is for --api local and local_vllm/);
  match(notes.join("\n"), /--python has no effect: it is for --api local_vllm/);
});
