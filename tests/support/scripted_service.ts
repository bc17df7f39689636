import { NO_NETWORK } from "../../src/core/record.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Failure } from "../../src/core/failure.ts";
import type { ExchangeResult, HttpRequest, Transport } from "../../src/transport/transport.ts";

/** What the scripted service saw and does. */
export interface ScriptedServiceOptions {
  /** How long the n-th request takes, from 0. */
  readonly serviceMs?: (request: number) => number;
  /** The failure of the n-th request; `null`: it succeeds. */
  readonly failure?: (request: number) => Failure | null;
  /** The service states the tokens it used. */
  readonly hasUsage?: boolean;
  /** So many events hold the reply, all of them in one read; none: one. */
  readonly events?: number;
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
        await clock.sleepUntil(sentAtMs + (this.#options.serviceMs?.(number) ?? 100), ending);
        this.running--;
        const failure = ending.aborted ? CANCELLED : this.#options.failure?.(number) ?? null;
        const bytes = failure === null ? this.#reply() : null;
        if (bytes !== null) {
          observer.onHeaders(200, "text/event-stream", null);
          observer.onBytes(bytes, clock.nowMs());
        }
        const sentBytes = request.body?.byteLength ?? 0;
        return toResult({
          sentAtMs,
          endAtMs: clock.nowMs(),
          failure,
          sentBytes,
          receivedBytes: bytes?.byteLength ?? 0,
        });
      },
      prepare: () => Promise.resolve(),
      endSession: (key) => void this.endedSessions.push(key),
      close: () => closing.abort(),
    };
  }

  #reply(): Uint8Array {
    const { hasUsage = true, events = 1 } = this.#options;
    const usage = hasUsage ? `,"usage":{"prompt_tokens":3,"completion_tokens":${events}}` : "";
    const early = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n'.repeat(events - 1);
    return new TextEncoder().encode(
      `${early}data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]${usage}}\n\ndata: [DONE]\n\n`,
    );
  }
}

interface Exchanged {
  readonly sentAtMs: number;
  readonly endAtMs: number;
  readonly failure: Failure | null;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

function toResult({ sentAtMs, endAtMs, failure, sentBytes, receivedBytes }: Exchanged): ExchangeResult {
  const answeredAtMs = failure === null ? endAtMs : null;
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
    counts: { sentBytes, receivedBytes, reads: receivedBytes > 0 ? 1 : 0, connectionRetries: 0 },
    network: NO_NETWORK,
    notes: [],
    status: failure === null ? 200 : null,
    failure,
  };
}
