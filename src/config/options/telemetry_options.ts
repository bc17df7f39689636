import * as z from "zod";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { httpUrl, integer, share, toggle, word } from "./value_schemas.ts";

/** Values of the options of telemetry. */
export interface TelemetryValues {
  readonly otlp: string | null;
  readonly otlp_protocol: OtlpProtocolName | null;
  readonly otlp_sample: number;
  readonly metrics_port: number | null;
  readonly server_metrics: readonly string[] | null;
  readonly host_metrics: boolean;
}

/** How telemetry is sent. */
export const OTLP_PROTOCOL_NAMES = ["http/protobuf", "http/json"] as const;

/** One of the ways to send telemetry. */
export type OtlpProtocolName = typeof OTLP_PROTOCOL_NAMES[number];

/** Options of telemetry. */
export const TELEMETRY_OPTIONS: OptionTable<TelemetryValues> = ownOptions<TelemetryValues>("Telemetry", {
  otlp: {
    placeholder: "URL",
    schema: () => httpUrl(),
    defaultValue: null,
    envNames: ["OTEL_EXPORTER_OTLP_ENDPOINT"],
    help:
      "OpenTelemetry collector (http://localhost:4318) that gets metrics, and a span for each request; the service " +
      "gets traceparent",
  },
  otlp_protocol: {
    placeholder: "NAME",
    schema: () => word(OTLP_PROTOCOL_NAMES),
    choices: OTLP_PROTOCOL_NAMES,
    defaultValue: null,
    defaultText: "OTEL_EXPORTER_OTLP_PROTOCOL, else http/protobuf",
    help: "How the collector is told",
  },
  otlp_sample: {
    placeholder: "SHARE",
    schema: () => share(),
    defaultValue: 1,
    help: "Share of requests (conversations) that get a span",
  },
  metrics_port: {
    placeholder: "PORT",
    schema: () => integer({ min: 0, max: 65_535 }),
    defaultValue: null,
    help:
      "Serve the figures so far to Prometheus at http://127.0.0.1:PORT/metrics while the run lasts; 0 takes a free one",
  },
  server_metrics: {
    arity: "any",
    placeholder: "URL",
    schema: () => z.array(httpUrl()).max(1, "must be one address, or none for /metrics of the service"),
    defaultValue: null,
    help: "Read the service's own metrics before, during and after each point, and hold them against ours",
    defaultText: "/metrics of the service, where only the option is given",
  },
  host_metrics: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help:
      "Keep processors, memory and GPUs (nvidia-smi, DCGM exporter) of this machine over time: for a client beside the " +
      "model",
  },
});
