import type { Conventions } from "../../core/conventions.ts";
import type { HistogramName } from "../request_meter.ts";

/** A histogram as OpenTelemetry knows it. */
export interface HistogramMetric {
  readonly name: string;
  readonly unit: "s" | "{token}";
  readonly description: string;
  readonly kept: HistogramName;
  readonly tokenType?: "input" | "output";
}

/** A sum as OpenTelemetry knows it. */
export interface TokenSum {
  readonly name: string;
  readonly kept: "inputTokens" | "outputTokens";
  /** Services do not say what input tokens stand for: pictures are among them. */
  readonly modality: "text" | "unknown";
}

/** What is told under which names. */
export interface MetricNames {
  /** The one that failures are told with, too. */
  readonly duration: HistogramMetric;
  readonly histograms: readonly HistogramMetric[];
  readonly sums: readonly TokenSum[];
}

type MetricKey = "duration" | "firstChunk" | "perChunk" | "inputTokens" | "outputTokens";

/** The names of client metrics where a model writes text, by conventions. */
const INFERENCE: Readonly<Record<Conventions, Readonly<Record<MetricKey, string>>>> = {
  established: {
    duration: "gen_ai.client.operation.duration",
    firstChunk: "gen_ai.client.operation.time_to_first_chunk",
    perChunk: "gen_ai.client.operation.time_per_output_chunk",
    inputTokens: "gen_ai.client.token.usage",
    outputTokens: "gen_ai.client.token.usage",
  },
  latest: {
    duration: "gen_ai.client.inference.duration",
    firstChunk: "gen_ai.client.inference.time_to_first_chunk",
    perChunk: "gen_ai.client.inference.time_per_output_chunk",
    inputTokens: "gen_ai.client.inference.operation.input_tokens",
    outputTokens: "gen_ai.client.inference.operation.output_tokens",
  },
};

/** Where no text is written there are no chunks, and the latest conventions have names of their own. */
const EMBEDDINGS: Readonly<Record<Conventions, Readonly<Record<"duration" | "inputTokens", string>>>> = {
  established: INFERENCE.established,
  latest: {
    duration: "gen_ai.client.embeddings.duration",
    inputTokens: "gen_ai.client.embeddings.operation.input_tokens",
  },
};

/** Servers' names, as a client sees them: dashboards of services know these. */
const AS_SERVER: readonly HistogramMetric[] = [
  {
    name: "gen_ai.server.time_to_first_token",
    unit: "s",
    description: "From sending to the first token, seen by the client",
    kept: "timeToFirstToken",
  },
  {
    name: "gen_ai.server.time_per_output_token",
    unit: "s",
    description: "Decoding over the tokens after the first, seen by the client",
    kept: "timePerOutputToken",
  },
];

const SUMS: readonly TokenSum[] = [
  { name: "gen_ai.client.inference.usage.input_tokens", kept: "inputTokens", modality: "unknown" },
  { name: "gen_ai.client.inference.usage.output_tokens", kept: "outputTokens", modality: "text" },
];

/** Lists what is told of an operation by some conventions. */
export function listMetrics(conventions: Conventions, isInference: boolean): MetricNames {
  const { duration, inputTokens } = (isInference ? INFERENCE : EMBEDDINGS)[conventions];
  const tokens = (name: string, tokenType: "input" | "output"): HistogramMetric => ({
    ...{ name, unit: "{token}", description: "Tokens", kept: `${tokenType}Tokens` },
    // The latest conventions tell the two apart by their names.
    ...(conventions === "established" ? { tokenType } : {}),
  });
  const { firstChunk, perChunk, outputTokens } = INFERENCE[conventions];
  const ofText: readonly HistogramMetric[] = [
    {
      name: firstChunk,
      unit: "s",
      description: "From sending to the first event with output",
      kept: "timeToFirstToken",
    },
    { name: perChunk, unit: "s", description: "Each gap between events with output", kept: "gap" },
    tokens(outputTokens, "output"),
    ...AS_SERVER,
  ];
  return {
    duration: { name: duration, unit: "s", description: "Duration of a request", kept: "duration" },
    histograms: [tokens(inputTokens, "input"), ...(isInference ? ofText : [])],
    sums: conventions === "latest" && isInference ? SUMS : [],
  };
}
