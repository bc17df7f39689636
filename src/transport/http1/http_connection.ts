import type { Clock } from "../../core/clock.ts";
import type { Failure } from "../../core/failure.ts";
import { isTlsAlert, PLAIN_TO_TLS } from "../tls/tls_verdict.ts";
import { LINGER_MS } from "../exchange_timeouts.ts";
import type { Deadlines, Watched } from "../deadlines.ts";
import type {
  ByteStream,
  StreamHealth,
  StreamListener,
  StreamOpener,
  StreamOpenTimes,
  StreamTarget,
} from "./byte_stream.ts";
import { HttpResponseParser } from "./http_response_parser.ts";
import type { ResponseHandler } from "./http_response_parser.ts";
import type { ResponseHead } from "./response_head.ts";

/** What a connection tells the exchange that uses it. Called synchronously. */
export interface ConnectionUser {
  onConnected(times: StreamOpenTimes): void;
  /** The request is about to be handed to the system. */
  onSending(): void;
  onWritten(atMs: number): void;
  onSent(atMs: number): void;
  onHead(head: ResponseHead, atMs: number): void;
  onBody(bytes: Uint8Array, atMs: number): void;
  /** All of a read has been handed on; `true`: the reply is complete, whatever the connection does. */
  isComplete(): boolean;
  /** The response has ended as HTTP wants it, or after `isComplete` as it did. */
  onEnd(atMs: number, how: ResponseEnding): void;
  onBroken(failure: Failure, isUntouched: boolean): void;
}

/** How a response ended: by its framing, by a close before its last chunk, or not within a moment. */
export type ResponseEnding = "framed" | "cut" | "lingering";

/** What the connections of one transport share. */
export interface ConnectionWorld {
  readonly clock: Clock;
  readonly opener: StreamOpener;
  readonly deadlines: Deadlines;
  /** A connection is free for the next exchange. */
  onFree(connection: HttpConnection): void;
  /** A connection has ended. */
  onClosed(connection: HttpConnection): void;
}

/** One connection that carries one exchange at a time. */
export class HttpConnection implements StreamListener, ResponseHandler, Watched {
  // What each read touches stands together.
  #user: ConnectionUser | null = null;
  readonly #parser = new HttpResponseParser(this);
  #readAtMs = 0;
  readonly target: StreamTarget;
  /** Exchanges it has carried to their end. */
  ended = 0;
  dueAtMs: number = Infinity;
  readonly #world: ConnectionWorld;
  readonly #stream: ByteStream;
  readonly #standing = Promise.withResolvers<void>();
  #state: "opening" | "open" | "closed" = "opening";
  #waiting: Uint8Array<ArrayBuffer> | null = null;
  #isWriting = false;
  #isLastUse = false;

  constructor(world: ConnectionWorld, target: StreamTarget) {
    this.#world = world;
    this.target = target;
    this.#stream = world.opener.open(target, this);
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Resolves when it stands or has failed. */
  get standing(): Promise<void> {
    return this.#standing.promise;
  }

  /** What the network did to it; `null` where that is not known. */
  health(): StreamHealth | null {
    return this.#state === "closed" ? null : this.#stream.health();
  }

  /** Carries one exchange; the connection is opening or free. */
  send(request: Uint8Array<ArrayBuffer>, user: ConnectionUser): void {
    this.#parser.reset();
    this.#user = user;
    if (this.#state === "open") this.#write(request);
    else this.#waiting = request;
  }

  /** Closes now when it is free, else when what it carries has ended. */
  endAfterUse(): void {
    if (this.#user === null) this.close();
    else this.#isLastUse = true;
  }

  /** Gives the exchange up and closes. */
  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#user = null;
    this.#waiting = null;
    this.#world.deadlines.remove(this);
    this.#stream[Symbol.dispose]();
    this.#standing.resolve();
    this.#world.onClosed(this);
  }

  onOpen(times: StreamOpenTimes): void {
    this.#state = "open";
    this.#standing.resolve();
    this.#user?.onConnected(times);
    const request = this.#waiting;
    this.#waiting = null;
    if (request !== null) this.#write(request);
    else if (this.#user === null) this.#world.onFree(this);
  }

  onWritten(atMs: number): void {
    this.#isWriting = false;
    this.#user?.onWritten(atMs);
  }

  onSent(atMs: number): void {
    this.#user?.onSent(atMs);
  }

  onBytes(bytes: Uint8Array, atMs: number): void {
    const user = this.#user;
    // Nobody asked for these bytes: a notice of a gateway that closes an idle connection.
    if (user === null) return this.close();
    this.#readAtMs = atMs;
    if (this.#parser.isUntouched && isTlsAlert(bytes)) return this.#break(PLAIN_TO_TLS);
    const taken = this.#parser.push(bytes);
    // The exchange may have ended within its own callbacks.
    if (this.#user !== user) return;
    if (this.#parser.fault !== null) return this.#break(faultOf(this.#parser));
    if (this.#parser.isDone) return this.#finish("framed", taken === bytes.length);
    if (user.isComplete() && this.dueAtMs === Infinity) this.#linger();
  }

  onEnd(atMs: number): void {
    this.#readAtMs = atMs;
    if (this.#user === null) return this.close();
    this.#parser.end();
    if (this.#parser.isDone) this.#finish("framed", false);
    else if (this.#user.isComplete()) this.#finish("cut", false);
    else this.#break({ kind: "reset", message: "Connection broken off by the service: it ended before the reply did" });
  }

  onFault(failure: Failure): void {
    if (this.#user === null) return this.close();
    if (this.#user.isComplete()) this.#finish("cut", false);
    else this.#break(failure);
  }

  onHead(head: ResponseHead): void {
    this.#user?.onHead(head, this.#readAtMs);
  }

  onBody(bytes: Uint8Array): void {
    this.#user?.onBody(bytes, this.#readAtMs);
  }

  onDue(): void {
    this.#finish("lingering", false);
  }

  #write(request: Uint8Array<ArrayBuffer>): void {
    this.#isWriting = true;
    this.#user?.onSending();
    this.#stream.write(request);
  }

  /** The reply is over; its connection gets a moment to end it too. */
  #linger(): void {
    this.dueAtMs = this.#world.clock.nowMs() + LINGER_MS;
    this.#world.deadlines.add(this);
  }

  #finish(how: ResponseEnding, isAllTaken: boolean): void {
    const user = this.#user;
    this.#user = null;
    this.dueAtMs = Infinity;
    this.#world.deadlines.remove(this);
    this.ended++;
    user?.onEnd(this.#readAtMs, how);
    // An answer before the whole request was written: what is left of it would be read as the next one.
    if (this.#state === "closed") return;
    if (isAllTaken && !this.#isLastUse && !this.#isWriting && this.#parser.isReusable) this.#world.onFree(this);
    else this.close();
  }

  #break(failure: Failure): void {
    const user = this.#user;
    const { isUntouched } = this.#parser;
    this.close();
    user?.onBroken(failure, isUntouched);
  }
}

function faultOf({ fault, hasHead }: HttpResponseParser): Failure {
  return hasHead
    ? { kind: "reset", message: `Connection broken off: ${fault}` }
    : { kind: "malformed_http", message: `Cannot read the reply: ${fault}` };
}
