/** Numbers from 0 on, a bit each: what is told of a million of them is 125 kB. */
export class IndexSet implements Iterable<number> {
  #bits: Uint8Array<ArrayBuffer>;

  constructor(bits: Uint8Array<ArrayBuffer> = new Uint8Array(64)) {
    this.#bits = bits;
  }

  add(index: number): void {
    const place = index >>> 3;
    if (place >= this.#bits.length) this.#grow(place + 1);
    this.#bits[place] = (this.#bits[place] ?? 0) | 1 << (index & 7);
  }

  delete(index: number): void {
    const place = index >>> 3;
    if (place < this.#bits.length) this.#bits[place] = (this.#bits[place] ?? 0) & ~(1 << (index & 7));
  }

  has(index: number): boolean {
    return ((this.#bits[index >>> 3] ?? 0) >>> (index & 7) & 1) === 1;
  }

  /** In order. */
  *[Symbol.iterator](): Iterator<number> {
    for (const [place, bits] of this.#bits.entries()) {
      for (let bit = 0; bits >>> bit > 0; bit++) if ((bits >>> bit & 1) === 1) yield 8 * place + bit;
    }
  }

  /** What a set of the same numbers is made of, without room for more. */
  toBits(): Uint8Array<ArrayBuffer> {
    const end = this.#bits.findLastIndex((bits) => bits !== 0) + 1;
    return this.#bits.slice(0, end);
  }

  #grow(places: number): void {
    const bits = new Uint8Array(Math.max(places, 2 * this.#bits.length));
    bits.set(this.#bits);
    this.#bits = bits;
  }
}
