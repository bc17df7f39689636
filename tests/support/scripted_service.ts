import { NO_NETWORK } from "../../src/core/record.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Failure } from "../../src/core/failure.ts";
import type { ExchangeResult, HttpRequest, Transport } from "../../src/transport/transport.ts";

/** What the scripted service saw and does. */
export interface ScriptedServiceOptions {
  /** How long the n-th request takes, from 0, as one of so many that run then, at an address. */
  readonly serviceMs?: (request: number, running: number, url: string) => number;
  /** The failure of the n-th request; `null`: it succeeds. */
  readonly failure?: (request: number, url: string) => Failure | null;
  /** The service states the tokens it used. */
  readonly hasUsage?: boolean;
  /** So many events hold the reply; none: one. */
  readonly events?: number;
  /** The time between two events while so many requests run; none: all of them come in one read. */
  readonly gapMs?: (running: number) => number;
}

const CANCELLED: Failure = { kind: "cancelled", message: "Cancelled by the client" };

/** A service that lives in virtual time: it counts what runs and answers as it is told. */
export class ScriptedService {
  running = 0;
  peak = 0;
  /** When each request came. */
  readonly startsAtMs: number[] = [];
  /** Each request, in the order in which they came. */
  readonly requests: HttpRequest[] = [];
  /** Sessions that ended before their last turn. */
  readonly endedSessions: number[] = [];
  /** Called when the first request comes. */
  readonly onFirst: (() => void)[] = [];
  readonly #options: ScriptedServiceOptions;

  constructor(options: ScriptedServiceOptions = {}) {
    this.#options = options;
  }

  /** A way to this service; closing it breaks off what runs over it. */
  connect(clock: Clock): Transport {
    const closing = new AbortController();
    return {
      exchange: async (request, observer, signal) => {
        const number = this.startsAtMs.push(clock.nowMs()) - 1;
        const sentAtMs = clock.nowMs();
        this.requests.push(request);
        if (number === 0) { for (const act of this.onFirst) act(); }
        this.running++;
        this.peak = Math.max(this.peak, this.running);
        const ending = AbortSignal.any([signal, closing.signal]);
        await clock.sleepUntil(
          sentAtMs + (this.#options.serviceMs?.(number, this.running, request.url) ?? 100),
          ending,
        );
        const answeredAtMs = clock.nowMs();
        const failure = ending.aborted ? CANCELLED : this.#options.failure?.(number, request.url) ?? null;
        const reads = failure === null ? this.#reply() : [];
        if (failure === null) observer.onHeaders(200, "text/event-stream", null);
        for (const [index, bytes] of reads.entries()) {
          const gapMs = index === 0 ? 0 : this.#options.gapMs?.(this.running) ?? 0;
          await clock.sleepUntil(clock.nowMs() + gapMs, ending);
          if (!ending.aborted) observer.onBytes(bytes, clock.nowMs());
        }
        this.running--;
        return toResult({
          sentAtMs,
          answeredAtMs: failure === null ? answeredAtMs : null,
          endAtMs: clock.nowMs(),
          failure: ending.aborted ? CANCELLED : failure,
          sentBytes: request.body?.byteLength ?? 0,
          reads,
        });
      },
      prepare: () => Promise.resolve(),
      endSession: (key) => void this.endedSessions.push(key),
      close: () => closing.abort(),
    };
  }

  /** The reads in which a reply comes. */
  #reply(): Uint8Array[] {
    const { hasUsage = true, events = 1, gapMs } = this.#options;
    const usage = hasUsage ? `,"usage":{"prompt_tokens":3,"completion_tokens":${events}}` : "";
    const early = Array.from({ length: events - 1 }, () => toEvent('{"delta":{"content":"Hi"}}'));
    const last = toEvent('{"delta":{"content":"Hi"},"finish_reason":"stop"}', usage);
    const parts = [...early, `${last}data: [DONE]\n\n`];
    const reads = gapMs === undefined ? [parts.join("")] : parts;
    return reads.map((text) => new TextEncoder().encode(text));
  }
}

function toEvent(choice: string, usage = ""): string {
  return `data: {"choices":[${choice.replace("{", '{"index":0,')}]${usage}}\n\n`;
}

interface Exchanged {
  readonly sentAtMs: number;
  readonly answeredAtMs: number | null;
  readonly endAtMs: number;
  readonly failure: Failure | null;
  readonly sentBytes: number;
  readonly reads: readonly Uint8Array[];
}

function toResult({ sentAtMs, answeredAtMs, endAtMs, failure, sentBytes, reads }: Exchanged): ExchangeResult {
  const receivedBytes = reads.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return {
    times: {
      connectStartAtMs: null,
      connectedAtMs: null,
      tlsAtMs: null,
      sentAtMs,
      writtenAtMs: null,
      headersAtMs: answeredAtMs,
      firstByteAtMs: answeredAtMs,
      endAtMs,
    },
    counts: { sentBytes, receivedBytes, reads: reads.length, connectionRetries: 0 },
    network: NO_NETWORK,
    notes: [],
    status: failure === null ? 200 : null,
    failure,
  };
}
