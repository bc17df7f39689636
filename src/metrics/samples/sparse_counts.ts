/** Seven bits of a number go in a byte; the eighth says that more follow. */
const STEP = 128;

/**
 * Counts of which most are 0, as bytes: for each that is not, how far its place lies behind the one before it, and how many
 * they are. Neighbours of some dozen samples each take two bytes.
 */
export class SparseCounts {
  #bytes = new Uint8Array(256);
  #length = 0;
  #next = 0;

  /** Adds a count; places rise. */
  add(place: number, count: number): void {
    this.#write(place - this.#next);
    this.#write(count);
    this.#next = place + 1;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #write(value: number): void {
    let left = value;
    for (; left >= STEP; left = Math.floor(left / STEP)) this.#push(left % STEP + STEP);
    this.#push(left);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}

/** Reads what `SparseCounts` wrote: calls back for each count, by rising place. */
export function readSparseCounts(bytes: Uint8Array, take: (place: number, count: number) => void): void {
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let scale = 1;; scale *= STEP) {
      const byte = bytes[at++] ?? 0;
      value += (byte % STEP) * scale;
      if (byte < STEP) return value;
    }
  };
  for (let next = 0; at < bytes.length;) {
    const place = next + read();
    take(place, read());
    next = place + 1;
  }
}
