/** Texts up to a quarter of this are written one after another into one piece of memory. */
const ROOM_BYTES = 64 * 1024;
/** The most bytes of UTF-8 for one unit of a text. */
const MOST_BYTES = 3;

/**
 * Encodes many small texts that live about as long as each other. Memory of its own costs each of them as much as the
 * rest of it, and is given back late. Whoever hands one on to another thread copies it first: its neighbours would go
 * along.
 */
export class TextRoom {
  readonly #encoder = new TextEncoder();
  #room = new Uint8Array(0);

  encode(text: string): Uint8Array<ArrayBuffer> {
    const mostBytes = MOST_BYTES * text.length;
    if (mostBytes > ROOM_BYTES / 4) return this.#encoder.encode(text);
    if (this.#room.byteLength < mostBytes) this.#room = new Uint8Array(ROOM_BYTES);
    const { written } = this.#encoder.encodeInto(text, this.#room);
    const encoded = this.#room.subarray(0, written);
    this.#room = this.#room.subarray(written);
    return encoded;
  }
}
