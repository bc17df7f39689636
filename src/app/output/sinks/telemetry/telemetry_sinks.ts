import type { RunSink, SinkContext } from "../../../run/run_sink.ts";

/** Creates the sink of `--otlp` and `--metrics-port`. */
export async function createExporterSink(context: SinkContext): Promise<RunSink | null> {
  const { otlp, metricsPort } = context.plan.telemetry;
  if (otlp === null && metricsPort === null) return null;
  const { ExporterSink } = await import("./exporter_sink.ts");
  return new ExporterSink(context);
}

/** Creates the sink of `--server-metrics`. */
export async function createServiceSink(context: SinkContext): Promise<RunSink | null> {
  if (context.plan.telemetry.serverMetricsUrl === null) return null;
  const { ServiceSink } = await import("./service_sink.ts");
  return new ServiceSink(context, context.plan.telemetry.serverMetricsUrl);
}

/** Creates the sink of `--host-metrics`. */
export async function createHostSink(context: SinkContext): Promise<RunSink | null> {
  const { hostDcgmUrl } = context.plan.telemetry;
  if (hostDcgmUrl === null) return null;
  const { HostSink } = await import("./host_sink.ts");
  return new HostSink(context, hostDcgmUrl);
}
