/** How the bytes of a leaf look: the inside of a string, a number, or the inside of a list of numbers. */
export type LeafForm = "string" | "number" | "numbers";

/** A value in a JSON text, and where its bytes are. */
export interface JsonLeaf {
  /** Keys and indices that lead to it. */
  readonly path: readonly (string | number)[];
  readonly form: LeafForm;
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Deeper values are not worth the stack. */
const MAX_DEPTH = 32;

/**
 * Finds the strings, numbers and lists of numbers in bytes that are known to be JSON. `null` where the way to a value is
 * not certain: a key twice in one object, of which only the last counts, or a key that looks like a place.
 */
export function findJsonLeaves(bytes: Uint8Array): readonly JsonLeaf[] | null {
  const walk = new LeafWalk(bytes);
  walk.value([]);
  return walk.isCertain ? walk.leaves : null;
}

class LeafWalk {
  readonly leaves: JsonLeaf[] = [];
  isCertain = true;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  value(path: readonly (string | number)[]): void {
    if (path.length > MAX_DEPTH) this.isCertain = false;
    const byte = this.#next();
    if (byte === OPEN_OBJECT) return this.#object(path);
    if (byte === OPEN_LIST) return this.#list(path);
    if (byte === QUOTE) return this.#add("string", path, this.#string());
    const start = this.#at;
    this.#skipWord();
    if (byte === 0x2d || isDigit(byte)) this.#add("number", path, [start, this.#at]);
  }

  #object(path: readonly (string | number)[]): void {
    const keys = new Set<string>();
    this.#at++;
    while (this.isCertain && this.#next() !== CLOSE_OBJECT) {
      if (this.#next() === COMMA) this.#at++;
      this.#next();
      const key = this.#key();
      if (keys.has(key) || key.includes(".") || key === "*") this.isCertain = false;
      keys.add(key);
      this.#next();
      this.#at++;
      this.value([...path, key]);
    }
    this.#at++;
  }

  #list(path: readonly (string | number)[]): void {
    const start = ++this.#at;
    const before = this.leaves.length;
    let count = 0;
    while (this.isCertain && this.#next() !== CLOSE_LIST) {
      if (this.#next() === COMMA) this.#at++;
      this.value([...path, count++]);
    }
    const inside = this.leaves.slice(before);
    const isNumbers = count > 0 && inside.length === count && inside.every(({ form }) => form === "number");
    if (isNumbers) {
      this.leaves.length = before;
      this.#add("numbers", path, [start, this.#at]);
    }
    this.#at++;
  }

  #key(): string {
    const [start, end] = this.#string();
    return JSON.parse(`"${decoder.decode(this.#bytes.subarray(start, end))}"`);
  }

  /** Steps over a string; returns where its inside is. */
  #string(): [number, number] {
    const start = ++this.#at;
    for (; this.#bytes[this.#at] !== QUOTE; this.#at++) {
      if (this.#bytes[this.#at] === BACKSLASH) this.#at++;
    }
    return [start, this.#at++];
  }

  /** Steps over a number, `true`, `false` or `null`. */
  #skipWord(): void {
    while (this.#at < this.#bytes.length && !isEndOfWord(this.#bytes[this.#at])) this.#at++;
  }

  /** Steps over white space; returns the byte that follows. */
  #next(): number | undefined {
    while (isSpace(this.#bytes[this.#at])) this.#at++;
    return this.#bytes[this.#at];
  }

  #add(form: LeafForm, path: readonly (string | number)[], [start, end]: readonly [number, number]): void {
    this.leaves.push({ path, form, start, end });
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isEndOfWord(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT || isSpace(byte);
}
