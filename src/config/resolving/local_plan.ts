import type { Problem } from "../../core/errors.ts";
import { API_FACTS, API_NAMES, type ApiName } from "../../core/apis.ts";
import type { LocalPlan } from "../run_plan.ts";
import type { Resolution } from "./resolution.ts";

/** Options that speak of a local service alone, with what they are for. */
const LOCAL_OPTIONS = [
  { key: "port", runtimes: ["transformers", "vllm"] },
  { key: "python", runtimes: ["vllm"] },
  { key: "attn_implementation", runtimes: ["transformers"] },
] as const;

/**
 * What the names of PyTorch's attention mean for ONNX Runtime, which has the attention in the model's graph: fuse its
 * operators, or leave them as they are.
 */
const ATTENTION = new Map<string | null, LocalPlan["attention"]>([
  [null, "default"],
  ["eager", "unfused"],
  ["sdpa", "fused"],
  ["flash_attention_2", "fused"],
]);

/** Decides what service is started here; `null`: none, the API talks to one that runs. */
export function resolveLocal(resolution: Resolution, api: ApiName): LocalPlan | null {
  const { values, explicit, notes } = resolution;
  const { runtime } = API_FACTS[api];
  for (const { key, runtimes } of LOCAL_OPTIONS) {
    if (key === "python" && values.scenario !== null) continue;
    if (!explicit.has(key) || runtimes.some((known) => known === runtime)) continue;
    const apis = API_NAMES.filter((name) => runtimes.some((known) => known === API_FACTS[name].runtime));
    notes.push(`--${key.replaceAll("_", "-")} has no effect: it is for --api ${apis.join(" and ")}`);
  }
  if (runtime === null) return null;
  if (explicit.has("url")) notes.push(`--url is not used: --api ${api} starts a service on port ${values.port}`);
  const { port, python } = values;
  return { runtime, port, python, attention: runtime === "vllm" ? "default" : readAttention(resolution) };
}

/** Returns the base address of a service that is started here. */
export function toLocalUrl({ port }: LocalPlan): string {
  return `http://127.0.0.1:${port}/v1`;
}

function readAttention({ values, problems, notes }: Resolution): LocalPlan["attention"] {
  const { attn_implementation: typed } = values;
  const attention = ATTENTION.get(typed);
  if (attention === undefined) problems.push(refuseAttention(typed));
  if (typed === "flash_attention_2") {
    notes.push("--attn-implementation flash_attention_2 means sdpa here: its kernels are for GPUs");
  }
  return attention ?? "default";
}

function refuseAttention(typed: string | null): Problem {
  const message = `Cannot use "${typed}" for --attn-implementation`;
  const reason = "an ONNX model holds its attention in its graph, which can be fused (sdpa) or not (eager)";
  return { message: `${message}: ${reason}`, hint: "Known are eager, sdpa and flash_attention_2 (as sdpa)" };
}
