import type { Arena, Region } from "../arena.ts";
import type { UringRings } from "./uring_rings.ts";

/** Enough for a read of each of some thousand connections at once; the memory is used in turns, so all of it. */
const BUFFERS = 2048;
const BUFFER_BYTES = 4096;
const ENTRY_BYTES = 16;
const PAGE_BYTES = 4096;
const REGISTER_BUFFER_RING = 22;
/** Where the ring's own tail lies: in the first entry, in 16-bit units. */
const TAIL_AT = 7;

/** Bytes that all buffers together need of an arena. */
export const BUFFER_RING_BYTES: number = BUFFERS * (BUFFER_BYTES + ENTRY_BYTES) + 2 * PAGE_BYTES;

/** Buffers that the kernel takes for what it reads, each given back after use. */
export class BufferRing {
  static readonly group = 0;
  readonly bufferBytes: number = BUFFER_BYTES;
  /** All buffers, one after another, and the same in words. */
  readonly data: Region;
  readonly #entries: { readonly words: Uint32Array<ArrayBuffer>; readonly halves: Uint16Array<ArrayBuffer> };
  readonly #low: number;
  readonly #high: number;
  #tail = 0;

  constructor(rings: UringRings, arena: Arena) {
    const entries = arena.take(BUFFERS * ENTRY_BYTES, PAGE_BYTES);
    this.data = arena.take(BUFFERS * BUFFER_BYTES, PAGE_BYTES);
    const { buffer, byteOffset } = entries.bytes;
    this.#entries = { words: entries.words, halves: new Uint16Array(buffer, byteOffset, BUFFERS * ENTRY_BYTES / 2) };
    this.#low = Number(this.data.address & 0xffff_ffffn);
    this.#high = Number(this.data.address >> 32n);
    const { bytes, view } = arena.take(40);
    view.setBigUint64(0, entries.address, true);
    view.setUint32(8, BUFFERS, true);
    view.setUint16(12, BufferRing.group, true);
    const errno = rings.register(REGISTER_BUFFER_RING, bytes);
    if (errno !== 0) throw new Error(`io_uring_register of buffers: error ${errno} of the system`);
    for (let index = 0; index < BUFFERS; index++) this.giveBack(index);
    this.publish();
  }

  /** The kernel may use a buffer again after the next `publish`. */
  giveBack(index: number): void {
    const slot = this.#tail & (BUFFERS - 1);
    const { words, halves } = this.#entries;
    const low = this.#low + index * BUFFER_BYTES;
    words[slot * 4] = low >>> 0;
    words[slot * 4 + 1] = this.#high + (low > 0xffff_ffff ? 1 : 0);
    words[slot * 4 + 2] = BUFFER_BYTES;
    halves[slot * 8 + 6] = index;
    this.#tail = (this.#tail + 1) & 0xffff;
  }

  publish(): void {
    Atomics.store(this.#entries.halves, TAIL_AT, this.#tail);
  }
}
