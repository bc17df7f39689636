const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/** The bytes of one read, and a view that reads four of them at a time. */
export class ByteWindow {
  bytes: Uint8Array = new Uint8Array();
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** Shows other bytes. Reads of one buffer share a view: making one costs more than scanning an event. */
  show(bytes: Uint8Array): void {
    this.bytes = bytes;
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
  }

  /**
   * Tells whether the bytes at a place are those of a literal. Words of four bytes are twice as fast as bytes; words of
   * eight become bigints on the heap, which costs more than it saves.
   */
  holds({ words, bytes: wanted }: Literal, at: number): boolean {
    const { bytes } = this;
    const length = wanted.length;
    if (at + length > bytes.length) return false;
    const view = this.#view;
    const from = bytes.byteOffset + at;
    const last = words.length - 1;
    for (let word = 0; word < last; word++) if (view.getInt32(from + 4 * word, true) !== words[word]) return false;
    if (last >= 0) return view.getInt32(from + length - 4, true) === words[last];
    for (let index = 0; index < length; index++) if (bytes[at + index] !== wanted[index]) return false;
    return true;
  }

  /** Steps over bytes that mean themselves within a JSON string, as far as four at a time go. */
  skipPlainText(at: number): number {
    const { bytes } = this;
    const view = this.#view;
    const offset = bytes.byteOffset;
    while (at + 4 <= bytes.length && isPlain(view.getInt32(offset + at, true))) at += 4;
    return at;
  }
}

/** Tells whether none of four bytes is a quote, a backslash, a control character or outside of ASCII. */
function isPlain(word: number): boolean {
  const quote = word ^ 0x22222222;
  const backslash = word ^ 0x5c5c5c5c;
  const found = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - 0x20202020) & ~word);
  return ((found | word) & HIGH_BITS) === 0;
}

/** Bytes that must be the same. */
export interface Literal {
  readonly bytes: Uint8Array;
  /** The same, four at a time; the last word shares bytes with the one before. Empty below four bytes. */
  readonly words: Int32Array;
}

/** Keeps a copy of bytes to compare others with. */
export function toLiteral(original: Uint8Array): Literal {
  const bytes = original.slice();
  const view = new DataView(bytes.buffer);
  const count = bytes.length < 4 ? 0 : Math.ceil(bytes.length / 4);
  const words = Array.from({ length: count }, (_, word) => view.getInt32(Math.min(4 * word, bytes.length - 4), true));
  return { bytes, words: Int32Array.from(words) };
}
