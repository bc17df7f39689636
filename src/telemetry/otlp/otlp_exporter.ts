import type { Clock } from "../../core/clock.ts";
import { reasonOf } from "../../core/errors.ts";
import type { MessageValue } from "../../core/protobuf.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { TracePlan } from "../../core/trace_ids.ts";
import { VERSION } from "../../core/version.ts";
import type { RequestMeter } from "../request_meter.ts";
import type { Operation } from "./operation.ts";
import type { Conventions } from "../../core/conventions.ts";
import { toOtlpMetrics } from "./otlp_metrics.ts";
import { encodeOtlp, type OtlpProtocol, type Signal, SIGNALS, toAttributes } from "./otlp_schema.ts";
import { createSpanMaker, type SpanMaker } from "./otlp_spans.ts";
import type { SpanStep } from "./span_attributes.ts";

/** Where telemetry goes. */
export interface OtlpTarget {
  /** Without the paths of signals. */
  readonly endpoint: string;
  readonly protocol: OtlpProtocol;
  /** Secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly conventions: Conventions;
  /** What the sender is; `service.name` among it. */
  readonly resource: Readonly<Record<string, string>>;
}

interface ExporterParts {
  readonly target: OtlpTarget;
  readonly trace: TracePlan;
  readonly operation: Operation;
  readonly meter: RequestMeter;
  readonly clock: Clock;
  readonly originEpochMs: number;
  warn(message: string): void;
}

const SEND_EVERY_MS = 5_000;
const REQUEST_LIMIT_MS = 10_000;
const CLOSE_LIMIT_MS = 5_000;
/** Spans that wait beyond these are dropped: a collector that is slow never bends the load. */
const MAX_WAITING = 20_000;
const MAX_SPANS_A_CALL = 2_000;

/** Sends metrics and spans from a timer; what cannot be sent costs a warning, and spans beyond a limit are dropped. */
export class OtlpExporter {
  readonly #parts: ExporterParts;
  readonly #toSpan: SpanMaker;
  readonly #over = new AbortController();
  #spans: (MessageValue | Uint8Array)[] = [];
  #dropped = 0;
  #hasWarned = false;
  #ticking: Promise<void> = Promise.resolve();

  constructor(parts: ExporterParts) {
    this.#parts = parts;
    this.#toSpan = createSpanMaker({ ...parts, protocol: parts.target.protocol });
  }

  start(): void {
    this.#ticking = this.#tick();
  }

  /** Takes in a record; nothing is sent yet. */
  add(record: RequestRecord, step: SpanStep): void {
    if (this.#spans.length >= MAX_WAITING) {
      this.#dropped++;
      return;
    }
    const span = this.#toSpan(record, step);
    if (span !== null) this.#spans.push(span);
  }

  /** Sends what waits, for so long as is right. */
  async close(): Promise<void> {
    const { clock, warn } = this.#parts;
    this.#over.abort();
    await this.#ticking;
    const done = new AbortController();
    const sent = this.#send().then(() => done.abort());
    await Promise.race([sent, clock.sleepUntil(clock.nowMs() + CLOSE_LIMIT_MS, done.signal)]);
    done.abort();
    const lost = this.#dropped + this.#spans.length;
    if (lost > 0) warn(`OpenTelemetry: ${lost} spans were not sent`);
  }

  async #tick(): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#over.signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + SEND_EVERY_MS, this.#over.signal);
      if (!this.#over.signal.aborted) await this.#send();
    }
  }

  async #send(): Promise<void> {
    const { meter, operation, clock, originEpochMs, warn, target: { conventions } } = this.#parts;
    try {
      while (this.#spans.length > 0) {
        const spans = this.#spans.slice(0, MAX_SPANS_A_CALL);
        await this.#post("traces", { resourceSpans: [this.#scope("scopeSpans", { spans })] });
        this.#spans.splice(0, spans.length);
      }
      const span = { startMs: originEpochMs, nowMs: originEpochMs + clock.nowMs() };
      const metrics = toOtlpMetrics(meter, { operation, conventions }, span);
      await this.#post("metrics", { resourceMetrics: [this.#scope("scopeMetrics", { metrics })] });
    } catch (cause) {
      if (!this.#hasWarned) warn(`OpenTelemetry: ${reasonOf(cause)}; the run goes on`);
      this.#hasWarned = true;
    }
  }

  #scope(name: string, content: MessageValue): MessageValue {
    const { resource } = this.#parts.target;
    const scope = { name: "streamgauge", version: VERSION };
    return { resource: { attributes: toAttributes(resource) }, [name]: [{ scope, ...content }] };
  }

  async #post(signal: Signal, message: MessageValue): Promise<void> {
    const { endpoint, protocol, headers } = this.#parts.target;
    const { contentType, body } = encodeOtlp(signal, message, protocol);
    const url = endpoint + SIGNALS[signal].path;
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": contentType },
      body,
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${url} answered with ${response.status}`);
  }
}
