import type { Definitions } from "./metric_definition.ts";

const STATED = { unit: "ms", direction: "lower", decimals: 2 } as const;

/** What the service says of its own time; undefined where it says nothing. */
export const SERVICE_DEFINITIONS: Definitions<"service_prefill" | "service_decode"> = {
  service_prefill: {
    ...STATED,
    label: "Prefill, by the service",
    formula: "The time that the service says it took to read the prompt: `prompt_eval_duration` of Ollama, " +
      "`timings.prompt_ms` of llama.cpp. What TTFT has beyond it is waiting and the way.",
    chinese: {
      label: "预填充（服务自述）",
      formula:
        "服务称读取提示词所用的时间：Ollama 的 `prompt_eval_duration`，llama.cpp 的 `timings.prompt_ms`。TTFT 超出它的部分是等待与路途。",
    },
    shows: {
      summary: { section: "latency", order: 90, label: "Avg Prefill (service)", isOptional: true },
      percentiles: { order: 150, isOptional: true },
    },
  },
  service_decode: {
    ...STATED,
    label: "Decode, by the service",
    formula: "The time that the service says it took to write the output: `eval_duration` of Ollama, " +
      "`timings.predicted_ms` of llama.cpp.",
    chinese: {
      label: "解码（服务自述）",
      formula: "服务称写出输出所用的时间：Ollama 的 `eval_duration`，llama.cpp 的 `timings.predicted_ms`。",
    },
    shows: {
      summary: { section: "latency", order: 91, label: "Avg Decode (service)", isOptional: true },
      percentiles: { order: 151, isOptional: true },
    },
  },
};
