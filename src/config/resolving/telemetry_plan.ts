import type { Conventions } from "../../core/conventions.ts";
import { drawSeed } from "../../core/random.ts";
import type { OtlpProtocolName } from "../options/telemetry_options.ts";
import type { TargetPlan, TelemetryPlan } from "../run_plan.ts";
import type { Environment } from "../parsing/environment.ts";
import type { Resolution } from "./resolution.ts";

/** Resolves where telemetry goes; what is not an option comes from the variables of OpenTelemetry. */
export function resolveTelemetry(
  { values, env, notes }: Resolution,
  { url, endpoints: [first, ...others] }: TargetPlan,
): TelemetryPlan {
  if (values.server_metrics?.length === 0 && others.length > 0) {
    notes.push(`--server-metrics reads the metrics of the first --url alone: ${first.displayUrl}`);
  }
  const attributes = readPairs(env, "OTEL_RESOURCE_ATTRIBUTES");
  return {
    otlp: values.otlp === null ? null : {
      endpoint: values.otlp.replace(/\/+$/, "").replace(/\/v1\/(traces|metrics)$/, ""),
      protocol: values.otlp_protocol ?? readProtocol(env.OTEL_EXPORTER_OTLP_PROTOCOL),
      headers: readPairs(env, "OTEL_EXPORTER_OTLP_HEADERS"),
      conventions: readConventions(env.OTEL_SEMCONV_STABILITY_OPT_IN),
      resource: {
        ...attributes,
        "service.name": env.OTEL_SERVICE_NAME || attributes["service.name"] || "streamgauge",
      },
      trace: { seed: drawSeed(), share: values.otlp_sample },
    },
    metricsPort: values.metrics_port,
    serverMetricsUrl: toMetricsUrl(values.server_metrics, url),
    hostDcgmUrl: values.host_metrics ? toDcgmUrl(env.DCGM_EXPORTER_LISTEN) : null,
  };
}

/** What is set for other programs, gRPC among it, must not stop a run: http/protobuf is what all collectors take. */
function readProtocol(name: string | undefined): OtlpProtocolName {
  return name === "http/json" ? name : "http/protobuf";
}

/** OpenTelemetry's own switch, a list: who sets nothing keeps the names that dashboards are made for. */
function readConventions(optIn: string | undefined): Conventions {
  const words = (optIn ?? "").split(",").map((word) => word.trim());
  return words.includes("gen_ai_latest_experimental") ? "latest" : "established";
}

/** Without an address the page is that of the service itself. */
function toMetricsUrl(typed: readonly string[] | null, url: string): string | null {
  if (typed === null) return null;
  const [first] = typed;
  return first ?? URL.parse("/metrics", url)?.href ?? null;
}

/** The page of an exporter of DCGM on this machine, by the variable (`:9400`, `HOST:PORT`) that tells it where to listen. */
function toDcgmUrl(listen: string | undefined): string {
  const port = /:(\d+)$/.exec(listen ?? "")?.[1] ?? "9400";
  return `http://127.0.0.1:${port}/metrics`;
}

/** Reads `name=value,…`, percent-encoded as OpenTelemetry wants it. */
function readPairs(env: Environment, name: string): Record<string, string> {
  const pairs = (env[name] ?? "").split(",").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, Math.max(0, at)).trim(), decode(pair.slice(at + 1).trim())] as const;
  });
  return Object.fromEntries(pairs.filter(([key]) => key !== ""));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Written as it is meant.
  }
}
