import type { Arena } from "../arena.ts";
import { ERRNO, isPassing } from "../libc.ts";
import type { Libc } from "../libc.ts";

const SYS = { setup: 425n, enter: 426n, register: 427n } as const;

/** CQSIZE | COOP_TASKRUN | SINGLE_ISSUER | DEFER_TASKRUN: nothing happens but in this thread's own waits. Linux 6.1. */
const SETUP_FLAGS = (1 << 3) | (1 << 8) | (1 << 12) | (1 << 13);
const SUBMISSIONS = 1024;
const COMPLETIONS = 16_384;

const FEATURE = { singleMap: 1 << 0, extendedWait: 1 << 8, minWait: 1 << 15 } as const;
const ENTER = { getEvents: 1 << 0, extended: 1 << 3 } as const;

/** Words of the structure of the parameters. */
const PARAMS = { bytes: 120, submissions: 0, completions: 1, flags: 2, features: 5, sq: 10, cq: 20 } as const;
/** Words of the places of a ring, from its own first one on. */
const PLACE = { head: 0, tail: 1, mask: 2, sqArray: 6, cqEntries: 5 } as const;

const PROT_READ_WRITE = 3;
const MAP_SHARED_POPULATE = 0x8001;
const MAP = { rings: 0n, submissions: 0x10000000n } as const;
const MAP_FAILED = 0xffff_ffff_ffff_ffffn;
const SUBMISSION_BYTES = 64;
const COMPLETION_BYTES = 16;

interface Mapping {
  readonly pointer: Deno.PointerValue;
  readonly sizeBytes: number;
  readonly buffer: ArrayBuffer;
}

/** One operation that is asked for. */
export interface Submission {
  readonly opcode: number;
  readonly flags?: number;
  readonly priority?: number;
  readonly descriptor: number;
  readonly address?: bigint;
  readonly length?: number;
  readonly opFlags?: number;
  readonly bufferGroup?: number;
  /** What its completions bear, in two words. */
  readonly userLow: number;
  readonly userHigh: number;
}

/** The two rings that are shared with the kernel. Owns their descriptor and memory. */
export class UringRings implements Disposable {
  readonly descriptor: number;
  /** The kernel itself can put waking off. */
  readonly hasMinWait: boolean;
  readonly completionMask: number;
  readonly #libc: Libc;
  readonly #maps: Mapping[] = [];
  #words = new Int32Array();
  #submissions = new DataView(new ArrayBuffer(0));
  #completions = new Int32Array();
  #isClosed = false;
  readonly #at: { readonly sqHead: number; readonly sqTail: number; readonly cqHead: number; readonly cqTail: number };
  readonly #submissionMask: number;
  readonly #wait: { readonly bytes: Uint8Array<ArrayBuffer>; readonly words: Uint32Array<ArrayBuffer> };
  readonly #timeoutWords: Uint32Array<ArrayBuffer>;
  #tail: number;

  constructor(libc: Libc, arena: Arena) {
    this.#libc = libc;
    const { bytes, words } = arena.take(PARAMS.bytes);
    words[PARAMS.completions] = COMPLETIONS;
    words[PARAMS.flags] = SETUP_FLAGS;
    this.descriptor = libc.io_uring_setup(SYS.setup, SUBMISSIONS, bytes);
    if (this.descriptor < 0) throw new Error(`io_uring_setup: error ${libc.readErrno()} of the system`);
    const features = words[PARAMS.features] ?? 0;
    const needed = FEATURE.singleMap | FEATURE.extendedWait;
    if ((features & needed) !== needed) throw this.#giveUp("io_uring of this kernel is too old");
    this.hasMinWait = (features & FEATURE.minWait) !== 0;
    const word = (at: number): number => words[at] ?? 0;
    const sizes = { sq: word(PARAMS.submissions), cq: word(PARAMS.completions) };
    const sqArray = word(PARAMS.sq + PLACE.sqArray);
    const cqEntries = word(PARAMS.cq + PLACE.cqEntries);
    const ringBytes = Math.max(sqArray + sizes.sq * 4, cqEntries + sizes.cq * COMPLETION_BYTES);
    const rings = this.#map(ringBytes, MAP.rings);
    this.#words = new Int32Array(rings);
    this.#submissions = new DataView(this.#map(sizes.sq * SUBMISSION_BYTES, MAP.submissions));
    this.#completions = new Int32Array(rings, cqEntries, sizes.cq * COMPLETION_BYTES / 4);
    this.#at = {
      sqHead: word(PARAMS.sq + PLACE.head) / 4,
      sqTail: word(PARAMS.sq + PLACE.tail) / 4,
      cqHead: word(PARAMS.cq + PLACE.head) / 4,
      cqTail: word(PARAMS.cq + PLACE.tail) / 4,
    };
    this.#submissionMask = this.#words[word(PARAMS.sq + PLACE.mask) / 4] ?? 0;
    this.completionMask = this.#words[word(PARAMS.cq + PLACE.mask) / 4] ?? 0;
    for (let index = 0; index < sizes.sq; index++) this.#words[sqArray / 4 + index] = index;
    this.#tail = this.#words[this.#at.sqTail] ?? 0;
    const timeout = arena.take(16);
    this.#timeoutWords = timeout.words;
    this.#wait = arena.take(24);
    new DataView(this.#wait.bytes.buffer, this.#wait.bytes.byteOffset).setBigUint64(16, timeout.address, true);
  }

  /** Words of completions: of each two of the user's, the result, the flags. */
  get completions(): Int32Array<ArrayBuffer> {
    return this.#completions;
  }

  /** The first completion that was not taken, and the one after the last that is there. */
  get head(): number {
    return this.#words[this.#at.cqHead] ?? 0;
  }

  get tail(): number {
    return Atomics.load(this.#words, this.#at.cqTail);
  }

  /** All completions before it are taken. */
  release(head: number): void {
    Atomics.store(this.#words, this.#at.cqHead, head);
  }

  /** Puts an operation into the ring: it is begun with the next call. */
  push(submission: Submission): void {
    if (this.#waiting() > this.#submissionMask) this.submit();
    const view = this.#submissions;
    const base = (this.#tail & this.#submissionMask) * SUBMISSION_BYTES;
    for (let at = 0; at < SUBMISSION_BYTES; at += 4) view.setUint32(base + at, 0);
    view.setUint8(base, submission.opcode);
    view.setUint8(base + 1, submission.flags ?? 0);
    view.setUint16(base + 2, submission.priority ?? 0, true);
    view.setInt32(base + 4, submission.descriptor, true);
    view.setBigUint64(base + 16, submission.address ?? 0n, true);
    view.setUint32(base + 24, submission.length ?? 0, true);
    view.setUint32(base + 28, submission.opFlags ?? 0, true);
    view.setUint32(base + 32, submission.userLow, true);
    view.setUint32(base + 36, submission.userHigh, true);
    view.setUint16(base + 40, submission.bufferGroup ?? 0, true);
    this.#tail = (this.#tail + 1) | 0;
    Atomics.store(this.#words, this.#at.sqTail, this.#tail);
  }

  /** Begins what was asked for, and lets the kernel finish what it can at once. */
  submit(): void {
    this.wait(0, { timeoutMs: 0, minWaitUs: 0 });
  }

  /** Waits for so many completions, at most so long; for one after `minWaitUs`. */
  wait(count: number, { timeoutMs, minWaitUs }: { readonly timeoutMs: number; readonly minWaitUs: number }): void {
    if (this.#isClosed) return;
    const seconds = Math.floor(timeoutMs / 1000);
    this.#timeoutWords[0] = seconds;
    this.#timeoutWords[2] = Math.floor((timeoutMs - seconds * 1000) * 1e6);
    this.#wait.words[3] = minWaitUs;
    const flags = ENTER.getEvents | ENTER.extended;
    const { bytes } = this.#wait;
    const result = this.#libc.io_uring_enter(SYS.enter, this.descriptor, this.#waiting(), count, flags, bytes, 24n);
    if (result < 0) this.#check(this.#libc.readErrno());
  }

  /** Registers something; returns the error of the system, 0: none. */
  register(opcode: number, argument: Uint8Array<ArrayBuffer>): number {
    const result = this.#libc.io_uring_register(SYS.register, this.descriptor, opcode, argument, 1);
    return result < 0 ? this.#libc.readErrno() : 0;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#leaveMaps();
    for (const { pointer, sizeBytes } of this.#maps) this.#libc.munmap(pointer, BigInt(sizeBytes));
    this.#libc.close(this.descriptor);
  }

  /** Whoever still looks at the rings, such as a stream that is closed after them, sees memory of their own that says nothing. */
  #leaveMaps(): void {
    this.#words = new Int32Array(this.#words.length);
    this.#completions = new Int32Array(this.#completions.length);
    this.#submissions = new DataView(new ArrayBuffer(this.#submissions.byteLength));
  }

  #waiting(): number {
    return (this.#tail - Atomics.load(this.#words, this.#at.sqHead)) | 0;
  }

  #check(errno: number): void {
    // The time is over, a signal came, or the kernel is short of something for a moment: what was asked for is still there.
    if (errno === ERRNO.ETIME || errno === ERRNO.EBUSY || isPassing(errno)) return;
    throw new Error(`io_uring_enter: error ${errno} of the system`);
  }

  #map(sizeBytes: number, offset: bigint): ArrayBuffer {
    const { mmap, readErrno } = this.#libc;
    const size = BigInt(sizeBytes);
    const pointer = mmap(null, size, PROT_READ_WRITE, MAP_SHARED_POPULATE, this.descriptor, offset);
    if (pointer === null || BigInt(Deno.UnsafePointer.value(pointer)) === MAP_FAILED) {
      throw this.#giveUp(`mmap of io_uring: error ${readErrno()} of the system`);
    }
    const buffer = Deno.UnsafePointerView.getArrayBuffer(pointer, sizeBytes);
    this.#maps.push({ pointer, sizeBytes, buffer });
    return buffer;
  }

  #giveUp(message: string): Error {
    this[Symbol.dispose]();
    return new Error(message);
  }
}
