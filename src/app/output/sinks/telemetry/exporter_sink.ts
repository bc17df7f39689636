import type { RunPlan } from "../../../../config/run_plan.ts";
import { DATASET_FACTS } from "../../../../core/datasets.ts";
import type { Work } from "../../../../core/apis.ts";
import type { RequestRecord } from "../../../../core/record.ts";
import type { LiveSnapshot } from "../../../../metrics/live_snapshot.ts";
import { toOperation } from "../../../../telemetry/otlp/operation.ts";
import { OtlpExporter } from "../../../../telemetry/otlp/otlp_exporter.ts";
import { type PrometheusServer, startPrometheusServer } from "../../../../telemetry/prometheus_server.ts";
import { RequestMeter } from "../../../../telemetry/request_meter.ts";
import type { RunSink, SinkContext } from "../../../run/run_sink.ts";
import type { StepStart } from "../../../run/step_run.ts";

/** Counts requests once for all that exports them: OpenTelemetry (`--otlp`) and Prometheus (`--metrics-port`). */
export class ExporterSink implements RunSink {
  readonly name = "the exporters of telemetry";
  readonly #context: SinkContext;
  readonly #meter = new RequestMeter();
  readonly #exporter: OtlpExporter | null;
  #server: PrometheusServer | null = null;
  #step = { index: 0, name: "" };

  constructor(context: SinkContext) {
    this.#context = context;
    this.#exporter = createExporter(context, this.#meter);
  }

  open(): void {
    const { plan, log } = this.#context;
    if (plan.telemetry.metricsPort !== null) {
      this.#server = startPrometheusServer(this.#meter, plan.telemetry.metricsPort);
      log("info", `Figures for Prometheus: ${this.#server.url}`);
    }
    this.#exporter?.start();
  }

  stepStart({ step, index }: StepStart): void {
    this.#step = { index, name: step.name };
    this.#meter.begin(step.name, this.#context.plan.workload.generation.model);
  }

  add(batch: readonly RequestRecord[]): void {
    for (const record of batch) {
      this.#meter.add(record);
      this.#exporter?.add(record, this.#step);
    }
  }

  progress({ running }: LiveSnapshot): void {
    this.#meter.setRunning(running);
  }

  progressEnd(): void {
    this.#meter.setRunning(null);
  }

  async close(): Promise<void> {
    await this.#exporter?.close();
    await this.#server?.[Symbol.asyncDispose]();
  }
}

function createExporter({ plan, clock, originEpochMs, log }: SinkContext, meter: RequestMeter): OtlpExporter | null {
  const { otlp } = plan.telemetry;
  if (otlp === null) return null;
  return new OtlpExporter({
    target: otlp,
    trace: otlp.trace,
    operation: toOperation({
      work: workOf(plan),
      api: plan.target.api,
      model: plan.workload.generation.model,
      url: plan.target.endpoints.length > 1 ? null : plan.target.url,
    }),
    ...{ meter, clock, originEpochMs },
    warn: (message) => log("warn", message),
  });
}

/** Text goes to addresses of plain completions. */
function workOf({ workload, target }: RunPlan): Work {
  const { work } = DATASET_FACTS[workload.dataset];
  if (work !== "chat") return work;
  return /(?<!chat)\/completions\/?$/.test(new URL(target.url).pathname) ? "text" : "chat";
}
