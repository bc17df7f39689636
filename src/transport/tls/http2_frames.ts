const HEAD_BYTES = 9;
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const END_STREAM = 0x1;

/** Why a stream is over, as the service's frames say. */
export type StreamEnding = "ended" | "reset";

/**
 * Watches the frames that a service sends for how each stream ends: node's client tells a stream that was broken off from
 * one that ended in some cases only.
 */
export class FrameWatch {
  readonly #endings = new Map<number, StreamEnding>();
  readonly #head = new Uint8Array(HEAD_BYTES);
  #headLength = 0;
  /** Bytes of the frame's content that are still to come. */
  #left = 0;

  /** Takes bytes of the connection, in whatever pieces they come. */
  feed(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, bytes.length - at);
        this.#left -= skipped;
        at += skipped;
        continue;
      }
      this.#head[this.#headLength++] = bytes[at++] ?? 0;
      if (this.#headLength === HEAD_BYTES) this.#takeHead();
    }
  }

  /** How a stream has ended; `null`: it has not. Asked once for each. */
  take(id: number): StreamEnding | null {
    const ending = this.#endings.get(id) ?? null;
    this.#endings.delete(id);
    return ending;
  }

  #takeHead(): void {
    this.#headLength = 0;
    const view = new DataView(this.#head.buffer);
    this.#left = view.getUint32(0) >>> 8;
    const type = view.getUint8(3);
    const id = view.getUint32(5) & 0x7fff_ffff;
    const isLast = (view.getUint8(4) & END_STREAM) !== 0;
    if (type === RST_STREAM) this.#endings.set(id, "reset");
    else if ((type === DATA || type === HEADERS) && isLast) this.#endings.set(id, "ended");
  }
}
