import type { Definitions } from "./metric_definition.ts";

const GAPS = { unit: "ms", direction: "lower", decimals: 2 } as const;

/** Gaps around the hand-over from prefill to decode (`--enable-pd-metrics`); undefined where they are not asked for. */
export const HANDOFF_DEFINITIONS: Definitions<"steady_itl" | "pd_handoff_latency" | "pd_handoff_overhead"> = {
  steady_itl: {
    ...GAPS,
    label: "Steady ITL",
    formula: "Every gap between events with output but the first gap of each stream, which holds the hand-over from " +
      "prefill to decode. As evalscope perf.",
    chinese: {
      label: "稳态 ITL",
      formula: "每个流除首个间隔（含预填充到解码的交接）外，有输出的事件之间的每个间隔。与 evalscope perf 一致。",
    },
    evalscopeKey: "Steady ITL (ms)",
    evalscopeMeanKey: "Avg Steady ITL (ms)",
    shows: {
      summary: { section: "latency", order: 80, label: "Avg Steady ITL", isOptional: true },
      percentiles: { order: 83, isOptional: true },
      percentileFile: { order: 200, isOptional: true },
      summaryFile: { order: 171, isOptional: true },
    },
  },
  pd_handoff_latency: {
    ...GAPS,
    label: "PD handoff latency",
    formula: "The first gap between events with output of a stream: with prefill and decode apart it holds the " +
      "hand-over between them. Undefined below two events with output. As evalscope perf.",
    chinese: {
      label: "PD 交接延迟",
      formula:
        "流中有输出的事件之间的首个间隔：预填充与解码分离时含二者的交接。少于两个有输出的事件时无此值。与 evalscope perf 一致。",
    },
    evalscopeKey: "PD Handoff Latency (ms)",
    evalscopeMeanKey: "Avg PD Handoff Latency (ms)",
    shows: {
      summary: { section: "latency", order: 81, label: "Avg PD Handoff Latency", isOptional: true },
      percentiles: { order: 84, isOptional: true },
      percentileFile: { order: 201, isOptional: true },
      summaryFile: { order: 172, isOptional: true },
    },
  },
  pd_handoff_overhead: {
    ...GAPS,
    label: "PD handoff overhead",
    formula: "The first gap of a stream less the median of its later ones, and not below 0: what the hand-over cost. " +
      "Undefined below three events with output. As evalscope perf.",
    chinese: {
      label: "PD 交接开销",
      formula:
        "流的首个间隔减去其后间隔的中位数，不低于 0：即交接的代价。少于三个有输出的事件时无此值。与 evalscope perf 一致。",
    },
    evalscopeKey: "PD Handoff Overhead (ms)",
    evalscopeMeanKey: "Avg PD Handoff Overhead (ms)",
    shows: {
      summary: { section: "latency", order: 82, label: "Avg PD Handoff Overhead", isOptional: true },
      percentiles: { order: 85, isOptional: true },
      percentileFile: { order: 202, isOptional: true },
      summaryFile: { order: 173, isOptional: true },
    },
  },
};
