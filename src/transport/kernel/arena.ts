/** A region of the arena, seen in the ways that calls need. */
export interface Region {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  readonly words: Uint32Array<ArrayBuffer>;
  /** Where it lies in memory. */
  readonly address: bigint;
}

/**
 * Memory that the C library is given: one buffer outside of the heap of the engine, which moves small arrays. Regions are
 * cut off one after another, aligned, and never given back.
 */
export class Arena {
  readonly #buffer: ArrayBuffer;
  readonly #address: bigint;
  #used = 0;

  constructor(sizeBytes: number) {
    this.#buffer = new ArrayBuffer(sizeBytes);
    const pointer = Deno.UnsafePointer.of(new Uint8Array(this.#buffer));
    this.#address = BigInt(Deno.UnsafePointer.value(pointer));
  }

  /** Cuts off a region. Throws when the arena is used up. */
  take(sizeBytes: number, alignmentBytes: number = ALIGNMENT_BYTES): Region {
    const misfit = Number((this.#address + BigInt(this.#used)) % BigInt(alignmentBytes));
    const from = this.#used + (misfit === 0 ? 0 : alignmentBytes - misfit);
    const length = Math.ceil(sizeBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    if (from + length > this.#buffer.byteLength) throw new RangeError(`The arena has no ${sizeBytes} bytes left`);
    this.#used = from + length;
    return {
      bytes: new Uint8Array(this.#buffer, from, sizeBytes),
      view: new DataView(this.#buffer, from, sizeBytes),
      words: new Uint32Array(this.#buffer, from, Math.floor(sizeBytes / 4)),
      address: this.#address + BigInt(from),
    };
  }
}

const ALIGNMENT_BYTES = 64;
