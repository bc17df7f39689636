import type { Clock } from "../core/clock.ts";
import type { Failure } from "../core/failure.ts";
import type { ReplyNote } from "../core/reply_notes.ts";
import type { BufferPool } from "./buffer_pool.ts";
import type { CancelRegistry } from "./cancel_registry.ts";
import type { ConnectProbe } from "./connect_probe.ts";
import { startExchangeWatchdog } from "./exchange_watchdog.ts";
import { LINGER_MS } from "./exchange_timeouts.ts";
import type { ExchangeProgress } from "./exchange_timeouts.ts";
import { startConnectCheck } from "./fetch_connect_check.ts";
import { toFetchFailure } from "./fetch_failure.ts";
import type { HeaderRecord } from "./header_defaults.ts";
import { letReadsCome } from "./late_reads.ts";
import type { ExchangeObserver, ExchangeResult, ExchangeTimeouts, HttpRequest } from "./transport.ts";

/** What the exchanges of one transport share. */
export interface FetchWorld {
  readonly clock: Clock;
  readonly timeouts: ExchangeTimeouts;
  readonly pooled: Deno.HttpClient;
  /** A client whose every connection is new. */
  readonly openFresh: () => Deno.HttpClient;
  readonly buffers: BufferPool;
  readonly cancelling: CancelRegistry;
  readonly probe: ConnectProbe;
  /** The proxy that all goes through, as it may be shown; `null`: none. */
  readonly proxyName: string | null;
  readonly withDefaults: (headers: HeaderRecord) => HeaderRecord;
  /** Exchanges read to their end: from then on connections wait in the pool. */
  completed: number;
}

/** A closed pooled connection shows at once; what breaks later had a request at work. */
const STALE_CONNECTION_MS = 100;

/** `fetch` does not tell of its connections, nor when a request was written. */
const UNSEEN_TIMES = { connectStartAtMs: null, connectedAtMs: null, tlsAtMs: null, writtenAtMs: null } as const;

const CANCELLED: Failure = { kind: "cancelled", message: "Cancelled by the client" };

/** The reason of every abort of ours; why is known from the failure. */
const ABORT_REASON = new DOMException("Exchange ended", "AbortError");

/** One request on its way and its reply; used once. */
export class FetchExchange implements ExchangeProgress {
  sentAtMs = 0;
  headersAtMs: number | null = null;
  lastByteAtMs: number | null = null;
  readonly #world: FetchWorld;
  readonly #request: HttpRequest;
  readonly #observer: ExchangeObserver;
  readonly #abort: AbortController = new AbortController();
  #firstByteAtMs: number | null = null;
  #status: number | null = null;
  #receivedBytes = 0;
  #reads = 0;
  #connectionRetries = 0;
  #failure: Failure | null = null;
  /** When the reply said that it is over. */
  #completeAtMs: number | null = null;
  #lingering: ReturnType<typeof setTimeout> | null = null;
  /** Aborted when there is nothing left to wait for. */
  readonly #over: AbortController = new AbortController();
  readonly #notes: ReplyNote[] = [];

  constructor(world: FetchWorld, request: HttpRequest, observer: ExchangeObserver) {
    this.#world = world;
    this.#request = request;
    this.#observer = observer;
  }

  get quietSinceMs(): number | null {
    const { outputAtMs } = this.#observer;
    return outputAtMs === undefined ? null : outputAtMs ?? this.sentAtMs;
  }

  /** Carries the exchange to its end; what the peer does wrong is in the result. */
  async run(signal: AbortSignal): Promise<ExchangeResult> {
    const { clock, cancelling, timeouts, probe } = this.#world;
    this.sentAtMs = clock.nowMs();
    if (signal.aborted) return this.#finish(CANCELLED);
    const cancel = () => this.#stop(CANCELLED);
    cancelling.add(signal, cancel);
    const onTimeout = (failure: Failure) => this.#stop(failure);
    const watchdog = startExchangeWatchdog({ timeouts, clock, progress: this, onTimeout });
    const { connectMs } = timeouts;
    const check = startConnectCheck({ connectMs, url: this.#request.url, clock, probe, progress: this, onTimeout });
    try {
      return this.#finish(await this.#sendUntilAnswered());
    } finally {
      watchdog.stop();
      check.stop();
      cancelling.remove(signal, cancel);
    }
  }

  async #sendUntilAnswered(): Promise<Failure | null> {
    const { pooled, openFresh, clock, completed } = this.#world;
    const failure = await this.#send(pooled);
    const isStale = failure?.kind === "reset" && this.#failure === null && this.headersAtMs === null &&
      completed > 0 && clock.nowMs() - this.sentAtMs <= STALE_CONNECTION_MS;
    if (!isStale) return failure;
    this.#connectionRetries++;
    return await this.#send(openFresh());
  }

  async #send(client: Deno.HttpClient): Promise<Failure | null> {
    const { url, method, headers, extraHeaders = null, body } = this.#request;
    const common = this.#world.withDefaults(headers);
    let response: Response;
    try {
      const answered = fetch(url, {
        method,
        headers: extraHeaders === null ? common : { ...common, ...extraHeaders },
        body,
        client,
        redirect: "manual",
        signal: this.#abort.signal,
      });
      // After the call: the platform has begun to send, and nothing of ours delays the stamp.
      this.sentAtMs = this.#world.clock.nowMs();
      response = await answered;
    } catch (error) {
      return this.#toFailure(error);
    }
    this.headersAtMs = this.#world.clock.nowMs();
    this.#status = response.status;
    const { headers: got } = response;
    this.#observer.onHeaders(response.status, got.get("content-type") ?? "", got.get("location"));
    return response.body === null ? null : await this.#readBody(response.body);
  }

  /** Reads to the end, also past `[DONE]`: only then can the connection be used again. */
  async #readBody(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Failure | null> {
    const { clock, buffers } = this.#world;
    const observer = this.#observer;
    const reader = body.getReader({ mode: "byob" });
    let buffer = buffers.take();
    for (;;) {
      let read: ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;
      try {
        read = await reader.read(new Uint8Array(buffer));
      } catch (error) {
        return this.#completeAtMs === null ? this.#toFailure(error) : this.#endEarly();
      }
      const atMs = clock.nowMs();
      if (read.value !== undefined) buffer = read.value.buffer;
      if (read.done) break;
      if (this.#completeAtMs !== null) continue;
      this.#firstByteAtMs ??= atMs;
      this.lastByteAtMs = atMs;
      this.#reads++;
      this.#receivedBytes += read.value.byteLength;
      observer.onBytes(read.value, atMs);
      if (observer.isComplete()) this.#linger(atMs);
    }
    buffers.give(buffer);
    return null;
  }

  /** A connection that fails behind a proxy is as often the proxy's. */
  #toFailure(error: unknown): Failure {
    const failure = toFetchFailure(error);
    const { proxyName } = this.#world;
    if (proxyName === null) return failure;
    return { ...failure, message: `${failure.message} (through the proxy ${proxyName})` };
  }

  /** The reply is over; its connection gets a moment to end it too. */
  #linger(atMs: number): void {
    this.#completeAtMs = atMs;
    this.#lingering = setTimeout(() => void this.#giveUp(atMs + LINGER_MS), LINGER_MS);
  }

  async #giveUp(dueAtMs: number): Promise<void> {
    await letReadsCome(dueAtMs, this.#world.clock, this.#over.signal);
    if (!this.#over.signal.aborted) this.#abort.abort(ABORT_REASON);
  }

  /** A complete reply whose connection broke, or was given up. */
  #endEarly(): null {
    this.#notes.push(this.#abort.signal.aborted ? "lingering" : "no_last_chunk");
    return null;
  }

  #stop(failure: Failure): void {
    if (this.#failure !== null || this.#completeAtMs !== null) return;
    this.#failure = failure;
    this.#abort.abort(ABORT_REASON);
  }

  #finish(failure: Failure | null): ExchangeResult {
    if (failure === null) this.#world.completed++;
    if (this.#lingering !== null) clearTimeout(this.#lingering);
    this.#over.abort();
    return {
      times: {
        ...UNSEEN_TIMES,
        sentAtMs: this.sentAtMs,
        headersAtMs: this.headersAtMs,
        firstByteAtMs: this.#firstByteAtMs,
        endAtMs: this.#completeAtMs ?? this.#world.clock.nowMs(),
      },
      counts: {
        sentBytes: this.#request.body?.byteLength ?? 0,
        receivedBytes: this.#receivedBytes,
        reads: this.#reads,
        connectionRetries: this.#connectionRetries,
      },
      // `fetch` does not tell which connection it used.
      network: { isReused: null, rttMs: null, retransmits: null },
      notes: this.#notes,
      status: this.#status,
      // What we ended ourselves reads as an abort below.
      failure: failure === null ? null : this.#failure ?? failure,
    };
  }
}
