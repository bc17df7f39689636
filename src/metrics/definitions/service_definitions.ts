import type { Definitions } from "./metric_definition.ts";

const STATED = { unit: "ms", direction: "lower", decimals: 2 } as const;

/** What the service says of its own time; undefined where it says nothing. */
export const SERVICE_DEFINITIONS: Definitions<"service_prefill" | "service_decode"> = {
  service_prefill: {
    ...STATED,
    label: "Prefill, by the service",
    formula: "The time that the service says it took to read the prompt: `prompt_eval_duration` of Ollama, " +
      "`timings.prompt_ms` of llama.cpp. What TTFT has beyond it is waiting and the way.",
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
    shows: {
      summary: { section: "latency", order: 91, label: "Avg Decode (service)", isOptional: true },
      percentiles: { order: 151, isOptional: true },
    },
  },
};
