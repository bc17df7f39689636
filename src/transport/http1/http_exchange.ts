import type { Clock } from "../../core/clock.ts";
import type { Failure } from "../../core/failure.ts";
import type { ReplyNote } from "../../core/reply_notes.ts";
import type { CancelRegistry } from "../cancel_registry.ts";
import type { Deadlines, Watched } from "../deadlines.ts";
import { connectTimeout, findTimeout, nextTimeoutAtMs } from "../exchange_timeouts.ts";
import type { ExchangeProgress } from "../exchange_timeouts.ts";
import type { ExchangeObserver, ExchangeResult, ExchangeTimeouts, HttpRequest } from "../transport.ts";
import type { StreamHealth, StreamOpener, StreamOpenTimes, StreamTarget } from "./byte_stream.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import { canDecode, createContentDecoder } from "./content_decoder.ts";
import type { ContentDecoder } from "./content_decoder.ts";
import type { ConnectionUser, HttpConnection, ResponseEnding } from "./http_connection.ts";
import type { ResponseHead } from "./response_head.ts";

/** What the exchanges of one transport share. */
export interface HttpWorld {
  readonly clock: Clock;
  readonly timeouts: ExchangeTimeouts;
  readonly deadlines: Deadlines;
  readonly cancelling: CancelRegistry;
  readonly pool: ConnectionPool;
  readonly maxReplyBytes: number;
  readonly opener: StreamOpener;
}

/** A request ready to be sent. */
export interface PreparedRequest {
  readonly request: HttpRequest;
  readonly target: StreamTarget;
  /** Head and body. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const CANCELLED: Failure = { kind: "cancelled", message: "Cancelled by the client" };

/** One request on its way and its reply; used once. */
export class HttpExchange implements ConnectionUser, ExchangeProgress, Watched {
  // What each read touches stands together, and times of reads are numbers throughout: a member that may also be `null`
  // holds each of its numbers in a new object.
  readonly #observer: ExchangeObserver;
  readonly #world: HttpWorld;
  #isOver = false;
  /** When the reply said that it is over. */
  #completeAtMs: number | null = null;
  #firstByteAtMs: number | null = null;
  /** Below 0: no byte has come. */
  #readAtMs = -1;
  #reads = 0;
  #receivedBytes = 0;
  #decoder: ContentDecoder | null = null;
  sentAtMs = 0;
  readonly #prepared: PreparedRequest;
  readonly #settled = Promise.withResolvers<ExchangeResult>();
  #connection: HttpConnection | null = null;
  /** The connection stood when the request came. */
  #isStanding = false;
  #isReused = false;
  #connectStartAtMs: number | null = null;
  #opened: StreamOpenTimes | null = null;
  #writtenAtMs: number | null = null;
  #headersAtMs: number | null = null;
  #status: number | null = null;
  #connectionRetries = 0;
  #healthBefore: StreamHealth | null = null;
  readonly #notes: ReplyNote[] = [];
  #release: () => void = () => {};

  constructor(world: HttpWorld, prepared: PreparedRequest, observer: ExchangeObserver) {
    this.#world = world;
    this.#prepared = prepared;
    this.#observer = observer;
  }

  get lastByteAtMs(): number | null {
    return this.#readAtMs < 0 ? null : this.#readAtMs;
  }

  get quietSinceMs(): number | null {
    const { outputAtMs } = this.#observer;
    return outputAtMs === undefined ? null : outputAtMs ?? this.sentAtMs;
  }

  get dueAtMs(): number {
    const { connectMs, totalMs } = this.#world.timeouts;
    if (this.#opened !== null || this.#isStanding || this.#connectStartAtMs === null) {
      return nextTimeoutAtMs(this.#world.timeouts, this);
    }
    return Math.min(this.#connectStartAtMs + (connectMs ?? Infinity), this.sentAtMs + (totalMs ?? Infinity));
  }

  /** Carries the exchange to its end; what the peer does wrong is in the result. */
  run(signal: AbortSignal): Promise<ExchangeResult> {
    const { cancelling, clock, deadlines } = this.#world;
    this.sentAtMs = clock.nowMs();
    if (signal.aborted) {
      this.#settle(CANCELLED, this.sentAtMs);
      return this.#settled.promise;
    }
    const cancel = () => this.#give(CANCELLED);
    cancelling.add(signal, cancel);
    this.#release = () => {
      cancelling.remove(signal, cancel);
      deadlines.remove(this);
    };
    this.#attempt(false);
    deadlines.add(this);
    return this.#settled.promise;
  }

  onDue(nowMs: number): void {
    const { connectMs, totalMs } = this.#world.timeouts;
    const isConnecting = this.#opened === null && !this.#isStanding;
    const isConnectOver = isConnecting && connectMs !== null && nowMs >= (this.#connectStartAtMs ?? nowMs) + connectMs;
    const limits = isConnecting ? { readMs: null, totalMs, idleMs: null } : this.#world.timeouts;
    const failure = isConnectOver ? connectTimeout(connectMs) : findTimeout(limits, this, nowMs);
    if (failure !== null) this.#give(failure);
  }

  onConnected(times: StreamOpenTimes): void {
    this.#opened = times;
    this.#world.deadlines.hasten(this);
  }

  onSending(): void {
    // On a new connection the request was on its way since connecting began.
    if (this.#isStanding) this.sentAtMs = this.#world.clock.nowMs();
    this.#healthBefore = this.#connection?.health() ?? null;
  }

  onWritten(atMs: number): void {
    this.#writtenAtMs = atMs;
  }

  /** The system's own stamp is the later one, and the truth; on a new connection connecting counts too. */
  onSent(atMs: number): void {
    const isPlausible = atMs >= this.sentAtMs && (this.#firstByteAtMs === null || atMs <= this.#firstByteAtMs);
    if (this.#isStanding && isPlausible) this.sentAtMs = atMs;
  }

  onHead({ status, headers }: ResponseHead, atMs: number): void {
    this.#headersAtMs = atMs;
    this.#status = status;
    const encoding = headers.get("content-encoding")?.toLowerCase() ?? "identity";
    if (encoding !== "identity" && encoding !== "") this.#decode(encoding);
    if (!this.#isOver) {
      this.#observer.onHeaders(status, headers.get("content-type") ?? "", headers.get("location") ?? null);
    }
  }

  onBody(bytes: Uint8Array, atMs: number): void {
    if (this.#isOver || this.#completeAtMs !== null) return;
    this.#firstByteAtMs ??= atMs;
    if (atMs !== this.#readAtMs) this.#reads++;
    this.#readAtMs = atMs;
    this.#receivedBytes += bytes.length;
    const { maxReplyBytes } = this.#world;
    if (this.#receivedBytes > maxReplyBytes) {
      return this.#give({ kind: "reply_too_large", message: `The reply is longer than ${maxReplyBytes} bytes` });
    }
    if (this.#decoder === null) return this.#observer.onBytes(bytes, atMs);
    const fault = this.#decoder.push(bytes);
    if (fault !== null) this.#give({ kind: "reply_too_large", message: capitalize(fault) });
  }

  isComplete(): boolean {
    if (this.#completeAtMs === null && this.#observer.isComplete()) this.#completeAtMs = this.#readAtMs;
    return this.#completeAtMs !== null;
  }

  onEnd(atMs: number, how: ResponseEnding): void {
    if (how === "cut") this.#notes.push("no_last_chunk");
    if (how === "lingering") this.#notes.push("lingering");
    this.#settle(null, this.isComplete() ? this.#completeAtMs ?? atMs : atMs);
  }

  onBroken(failure: Failure, isUntouched: boolean): void {
    const isStale = failure.kind === "reset" && isUntouched && this.#isStanding && this.#connectionRetries === 0;
    if (!isStale) return this.#settle(failure, this.#world.clock.nowMs());
    this.#connectionRetries++;
    this.#writtenAtMs = null;
    this.#attempt(true);
    this.#world.deadlines.hasten(this);
  }

  #attempt(isFresh: boolean): void {
    const { pool, clock } = this.#world;
    const { target, request, bytes } = this.#prepared;
    const nowMs = clock.nowMs();
    const connection = pool.take({ target, sessionKey: request.session?.key ?? null, isFresh });
    this.#connection = connection;
    this.#isStanding = connection.isOpen;
    this.#isReused = connection.ended > 0;
    this.sentAtMs = nowMs;
    if (!this.#isStanding) this.#connectStartAtMs = nowMs;
    connection.send(bytes, this);
  }

  #decode(encoding: string): void {
    this.#notes.push("compressed");
    if (canDecode(encoding)) {
      const onBytes = (bytes: Uint8Array) => this.#observer.onBytes(bytes, this.#readAtMs);
      this.#decoder = createContentDecoder(this.#world.maxReplyBytes, onBytes);
      return;
    }
    const message = `The reply came in the encoding "${encoding}", which was not asked for`;
    this.#give({ kind: "wrong_content_type", message });
  }

  /** Ends the exchange from this side: the connection is of no use any more. */
  #give(failure: Failure): void {
    if (this.#isOver) return;
    const connection = this.#connection;
    this.#settle(failure, this.#world.clock.nowMs());
    connection?.close();
  }

  #settle(failure: Failure | null, endAtMs: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#release();
    const { request } = this.#prepared;
    const network = this.#toNetwork();
    if (request.session?.isLast === true) this.#world.pool.endSession(request.session.key);
    this.#world.opener.onSettled?.(failure === null ? endAtMs - this.sentAtMs : null);
    this.#settled.resolve({
      times: {
        connectStartAtMs: this.#connectStartAtMs,
        connectedAtMs: this.#opened?.connectedAtMs ?? null,
        tlsAtMs: this.#opened?.tlsAtMs ?? null,
        sentAtMs: this.sentAtMs,
        writtenAtMs: this.#writtenAtMs,
        headersAtMs: this.#headersAtMs,
        firstByteAtMs: this.#firstByteAtMs,
        endAtMs,
      },
      counts: {
        sentBytes: request.body?.byteLength ?? 0,
        receivedBytes: this.#receivedBytes,
        reads: this.#reads,
        connectionRetries: this.#connectionRetries,
      },
      network,
      notes: this.#notes,
      status: this.#status,
      failure,
    });
  }

  #toNetwork(): ExchangeResult["network"] {
    const before = this.#healthBefore;
    const after = this.#connection?.health() ?? null;
    if (after !== null && after.reordered > (before?.reordered ?? 0)) this.#notes.push("late_segments");
    if (after !== null && after.refusedStamps > (before?.refusedStamps ?? 0)) this.#notes.push("refused_stamps");
    return {
      isReused: this.#isReused,
      rttMs: after?.rttMs ?? null,
      retransmits: after === null ? null : after.retransmits - (before?.retransmits ?? 0),
    };
  }
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
