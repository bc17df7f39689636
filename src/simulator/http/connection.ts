import type { Socket } from "node:net";
import { type HttpProblem, type HttpRequest, RequestParser } from "./request_parser.ts";

/** What a connection tells its server. */
export interface ConnectionHandler {
  /** A request is whole. No further one comes before `finish`. */
  onRequest(request: HttpRequest, connection: Connection): void;
  /** A request cannot be read. */
  onProblem(problem: HttpProblem, connection: Connection): void;
  onClosed(connection: Connection): void;
}

/** A client that does not read is dropped when so many bytes wait for it. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MAX_AHEAD_BYTES = 1024 * 1024;

/** One client's connection: requests come out of it one at a time, bytes go into it as they are. */
export class Connection {
  /** Called when the connection ends under the running request, whoever ends it. */
  onAborted: (() => void) | null = null;
  readonly #socket: Socket;
  readonly #handler: ConnectionHandler;
  readonly #parser = new RequestParser();
  #isBusy = false;
  #isClosed = false;

  constructor(socket: Socket, handler: ConnectionHandler) {
    this.#socket = socket;
    this.#handler = handler;
    socket.setNoDelay();
    socket.on("data", (bytes: Uint8Array) => this.#feed(bytes));
    socket.on("end", () => this.close());
    // A reset by the client: "close" follows.
    socket.on("error", () => {});
    socket.on("close", () => this.#end());
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Hands bytes to the kernel, which sends them at once: each call is a packet of its own. */
  write(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    this.#socket.write(bytes);
    if (this.#socket.writableLength > MAX_WAITING_BYTES) this.reset();
  }

  /** Ends the running request's reply; the next request may come. */
  finish(keepsOpen: boolean): void {
    this.onAborted = null;
    if (!keepsOpen) return this.close();
    this.#isBusy = false;
    this.#takeNext();
  }

  /** Sends what is written and then ends the connection in order. */
  close(): void {
    if (this.#isClosed) return;
    this.#socket.end(() => this.#socket.destroy());
    this.#end();
  }

  /** Breaks the connection: the client gets a reset. Where the runtime cannot do that, the connection is just closed. */
  reset(): void {
    if (this.#isClosed) return;
    // Deno 2.6 lacks it.
    if (!("resetAndDestroy" in this.#socket)) return this.close();
    this.#socket.resetAndDestroy();
    this.#end();
  }

  /** Closes without sending what still waits. */
  destroy(): void {
    this.#socket.destroy();
    this.#end();
  }

  #feed(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    this.#parser.append(bytes);
    if (!this.#isBusy) this.#takeNext();
    // Only a client that floods the server sends so much ahead of a reply.
    else if (this.#parser.waitingBytes > MAX_AHEAD_BYTES) this.reset();
  }

  #takeNext(): void {
    const outcome = this.#parser.next();
    if (outcome === null) return;
    this.#isBusy = true;
    if ("status" in outcome) this.#handler.onProblem(outcome, this);
    else this.#handler.onRequest(outcome, this);
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const onAborted = this.onAborted;
    this.onAborted = null;
    onAborted?.();
    this.#handler.onClosed(this);
  }
}
