import type { Arena, Region } from "./arena.ts";
import type { KernelTime } from "./kernel_time.ts";
import { MSG_ERRQUEUE, SO_TIMESTAMPING, SO_TIMESTAMPNS, SOL_SOCKET } from "./libc.ts";
import type { Libc } from "./libc.ts";

const DATA_BYTES = 65_536;
const CONTROL_BYTES = 512;
/** Offsets in the structure that `recvmsg` takes. */
const MESSAGE = { bytes: 56, vector: 16, vectorLength: 24, control: 32, controlLength: 40 } as const;
/** Header of a control message, in words: its length, level and kind, then the data. */
const CONTROL = { length: 0, level: 2, kind: 3, data: 4 } as const;
const STAMP_CONTROL_BYTES = 32;

/** Reads sockets into one buffer, with the moment at which the kernel received the bytes. */
export class Receiver {
  /** What the last read gave; only valid until the next. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** When the bytes of the last read arrived. */
  atMs = 0;
  /** The last read had a stamp that cannot be: before the read before it, or in the future. */
  isRefused = false;
  /** Reads without a stamp: their time is that of the reading. */
  unstamped = 0;
  /** Reads with a stamp that cannot be. */
  refused = 0;
  readonly #libc: Libc;
  readonly #time: KernelTime;
  readonly #message: Region;
  readonly #control: Region;

  constructor(libc: Libc, arena: Arena, time: KernelTime) {
    this.#libc = libc;
    this.#time = time;
    const data = arena.take(DATA_BYTES);
    this.data = data.bytes;
    this.#control = arena.take(CONTROL_BYTES);
    this.#message = arena.take(MESSAGE.bytes);
    const vector = arena.take(16);
    vector.view.setBigUint64(0, data.address, true);
    vector.view.setBigUint64(8, BigInt(DATA_BYTES), true);
    this.#message.view.setBigUint64(MESSAGE.vector, vector.address, true);
    this.#message.view.setBigUint64(MESSAGE.vectorLength, 1n, true);
    this.#message.view.setBigUint64(MESSAGE.control, this.#control.address, true);
  }

  /** Reads what there is; returns the number of bytes, 0 at the end, below 0 with an error. */
  receive(descriptor: number, sinceMs: number, nowMs: number): number {
    const control = this.#control.words;
    this.#message.words[MESSAGE.controlLength / 4] = CONTROL_BYTES;
    control[CONTROL.kind] = 0;
    const count = this.#libc.recvmsg(descriptor, this.#message.bytes, 0);
    this.isRefused = false;
    if (count <= 0) return count;
    const hasStamp = (this.#message.words[MESSAGE.controlLength / 4] ?? 0) >= STAMP_CONTROL_BYTES &&
      control[CONTROL.level] === SOL_SOCKET && control[CONTROL.kind] === SO_TIMESTAMPNS;
    if (hasStamp) this.#takeStamp(sinceMs, nowMs);
    else this.#takeNow();
    return count;
  }

  /** Reads the error queue of a socket: when its last bytes were put on the wire; `null` when it holds no such stamp. */
  takeSentAtMs(descriptor: number): number | null {
    let atMs: number | null = null;
    do {
      this.#message.words[MESSAGE.controlLength / 4] = CONTROL_BYTES;
      this.#control.words[CONTROL.length] = 0;
      if (this.#libc.recvmsg(descriptor, this.#message.bytes, MSG_ERRQUEUE) < 0) return atMs;
      atMs = this.#findSent() ?? atMs;
    } while (atMs !== null);
    return atMs;
  }

  #findSent(): number | null {
    const { words } = this.#control;
    const end = (this.#message.words[MESSAGE.controlLength / 4] ?? 0) / 4;
    for (let at = 0; at + CONTROL.data < end;) {
      const length = words[at + CONTROL.length] ?? 0;
      if (words[at + CONTROL.level] === SOL_SOCKET && words[at + CONTROL.kind] === SO_TIMESTAMPING) {
        return this.#time.fromStamp(words[at + CONTROL.data] ?? 0, words[at + CONTROL.data + 2] ?? 0);
      }
      if (length < 16) return null;
      at += ((length + 7) & ~7) / 4;
    }
    return null;
  }

  #takeStamp(sinceMs: number, nowMs: number): void {
    const { words } = this.#control;
    const atMs = this.#time.fromStamp(words[CONTROL.data] ?? 0, words[CONTROL.data + 2] ?? 0);
    // Bytes may have come after the batch began.
    const isFuture = atMs > nowMs && atMs > this.#time.nowMs() + CLOCK_NOISE_MS;
    this.isRefused = isFuture || atMs < sinceMs - CLOCK_NOISE_MS;
    if (this.isRefused) this.refused++;
    this.atMs = this.isRefused ? nowMs : atMs;
  }

  #takeNow(): void {
    this.unstamped++;
    this.atMs = this.#time.nowMs();
  }
}

/** The two clocks are not read at the same moment. */
const CLOCK_NOISE_MS = 0.05;
