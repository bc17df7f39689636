import { encodeChunk, encodeHead, type Header, join, LAST_CHUNK } from "../http/wire.ts";
import type { Exchange } from "./exchange.ts";

/** How long the second half of a split write is held back: enough for the first to be read alone. */
const SPLIT_GAP_MS = 1;
const CHUNKED: Header = ["transfer-encoding", "chunked"];

interface Rest {
  readonly bytes: Uint8Array;
  readonly onSent: (() => void) | undefined;
}

/** Gathers the events of a stream and decides what goes into which HTTP chunk and which write. */
export class StreamWriter {
  readonly #exchange: Exchange;
  readonly #contentType: string;
  #isHeadSent = false;
  #events: (readonly Uint8Array[])[] = [];
  /** The half of a split write that is still to come. */
  #rest: Rest | null = null;

  constructor(exchange: Exchange, contentType: string) {
    this.#exchange = exchange;
    this.#contentType = contentType;
  }

  /** Adds an event to the next write. */
  add(event: readonly Uint8Array[]): void {
    this.#events.push(event);
  }

  /** Writes what was added, the head before it where it was not sent yet. */
  flush(): void {
    this.#send([]);
  }

  /** Writes what was added and the end of the body, which ends the exchange. */
  end(): void {
    this.#send(this.#isChunked ? [LAST_CHUNK] : [], () => this.#exchange.complete());
  }

  /** Writes what was added and half of a chunk, which says that it is longer. */
  writeBrokenChunk(data: Uint8Array): void {
    this.#send([this.#isChunked ? encodeChunk([data], data.length * 2) : data]);
  }

  #send(tail: readonly Uint8Array[], onSent?: () => void): void {
    this.#sendRest();
    const head = this.#takeHead();
    const events = this.#events;
    this.#events = [];
    if (this.#exchange.settings.splitWrites && events.length > 0) {
      return this.#sendInHalves(join(events.flat()), { head, tail, onSent });
    }
    const bytes = join([...head, ...this.#toChunks(events), ...tail]);
    if (bytes.length > 0) this.#exchange.connection.write(bytes);
    onSent?.();
  }

  #takeHead(): readonly Uint8Array[] {
    if (this.#isHeadSent) return [];
    this.#isHeadSent = true;
    const framing = this.#isChunked ? [CHUNKED] : [];
    return [encodeHead(200, [["content-type", this.#contentType], ...framing, ...this.#exchange.connectionHeaders])];
  }

  #toChunks(events: readonly (readonly Uint8Array[])[]): readonly Uint8Array[] {
    if (events.length === 0) return [];
    // Servers that put several events into a write put them into one HTTP chunk.
    if (this.#exchange.settings.eventsPerWrite > 1) return [this.#frame(events.flat())];
    return events.map((event) => this.#frame(event));
  }

  get #isChunked(): boolean {
    return this.#exchange.request.takesChunks;
  }

  #frame(parts: readonly Uint8Array[]): Uint8Array {
    return this.#isChunked ? encodeChunk(parts) : join(parts);
  }

  #sendInHalves(data: Uint8Array, around: {
    readonly head: readonly Uint8Array[];
    readonly tail: readonly Uint8Array[];
    readonly onSent: (() => void) | undefined;
  }): void {
    const cut = this.#drawCut(data);
    this.#exchange.connection.write(join([...around.head, this.#frame([data.subarray(0, cut)])]));
    const rest = { bytes: join([this.#frame([data.subarray(cut)]), ...around.tail]), onSent: around.onSent };
    this.#rest = rest;
    this.#exchange.services.scheduler.after(SPLIT_GAP_MS, () => {
      if (this.#rest === rest) this.#sendRest();
    });
  }

  #sendRest(): void {
    const rest = this.#rest;
    if (rest === null) return;
    this.#rest = null;
    if (this.#exchange.isOver) return;
    this.#exchange.connection.write(rest.bytes);
    rest.onSent?.();
  }

  /** Draws where to cut: half of the times inside a character, where there is one of several bytes. */
  #drawCut(data: Uint8Array): number {
    const { random } = this.#exchange;
    const isInside = random.next() < 0.5;
    const cut = random.integer(1, data.length - 1);
    if (!isInside) return cut;
    for (let step = 0; step < data.length; step++) {
      const index = (cut + step) % data.length;
      const byte = data[index] ?? 0;
      // 10xxxxxx: a byte that goes on with a character.
      if ((byte & 0xc0) === 0x80) return index;
    }
    return cut;
  }
}
