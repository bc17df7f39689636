const FIRST_BYTES = 256;
const LONG_PIECE_BYTES = 64;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

// A byte order mark within a text is part of it.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A text that grows by strings and by the insides of JSON strings; those are joined as bytes and decoded once. */
export class GrowingText {
  #text = "";
  #bytes: Uint8Array | null = null;
  #length = 0;
  /** Of the bytes: so many have been looked at, and hold so many characters. */
  #countedBytes = 0;
  #countedChars = 0;

  /** Adds a string. */
  add(text: string): void {
    if (this.#length > 0) this.#decode();
    this.#text += text;
  }

  /** Adds the inside of a JSON string that is known to be right: valid escapes, whole characters. */
  addJson(bytes: Uint8Array, start: number, end: number): void {
    let at = this.#length;
    const target = this.#room(at + end - start);
    this.#length += end - start;
    // Most pieces are a few bytes long: for those a loop is cheaper than a call.
    if (end - start > LONG_PIECE_BYTES) target.set(bytes.subarray(start, end), at);
    else for (let from = start; from < end;) target[at++] = bytes[from++] as number;
  }

  /** Characters (UTF-16 units) so far; bytes are looked at once, and only if somebody asks. */
  get chars(): number {
    if (this.#bytes !== null && this.#countedBytes < this.#length) {
      this.#countedChars += countChars(this.#bytes, this.#countedBytes, this.#length);
      this.#countedBytes = this.#length;
    }
    return this.#text.length + this.#countedChars;
  }

  toString(): string {
    if (this.#length > 0) this.#decode();
    return this.#text;
  }

  #decode(): void {
    const bytes = this.#bytes?.subarray(0, this.#length);
    this.#length = 0;
    this.#countedBytes = 0;
    this.#countedChars = 0;
    this.#text += JSON.parse(`"${decoder.decode(bytes)}"`);
  }

  #room(length: number): Uint8Array {
    const old = this.#bytes;
    if (old !== null && old.length >= length) return old;
    const grown = new Uint8Array(Math.max(FIRST_BYTES, length, (old?.length ?? 0) * 2));
    if (old !== null) grown.set(old);
    this.#bytes = grown;
    return grown;
  }
}

/** Counts the characters of the inside of a JSON string: an escape is one, what takes four bytes is two. */
function countChars(bytes: Uint8Array, start: number, end: number): number {
  let chars = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if ((byte & 0xc0) === 0x80) continue;
    chars += byte >= 0xf0 ? 2 : 1;
    if (byte === BACKSLASH) at += bytes[at + 1] === LETTER_U ? 5 : 1;
  }
  return chars;
}
