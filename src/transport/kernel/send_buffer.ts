import type { Arena } from "./arena.ts";

const SEND_BYTES = 262_144;

/** The buffer from which requests are sent: they lie on the heap of the engine, which moves small arrays. */
export class SendBuffer {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(arena: Arena) {
    this.#bytes = arena.take(SEND_BYTES).bytes;
  }

  /** Copies as much as fits of what is left from `from` on. */
  fill(bytes: Uint8Array, from: number): Uint8Array<ArrayBuffer> {
    const count = Math.min(bytes.length - from, SEND_BYTES);
    this.#bytes.set(from === 0 && count === bytes.length ? bytes : bytes.subarray(from, from + count));
    return this.#bytes.subarray(0, count);
  }
}
