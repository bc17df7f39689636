import { Arena } from "../arena.ts";
import type { ArrivalStamp } from "../arrival_stamps.ts";
import { CONTROL, MESSAGE, STAMP_CONTROL_BYTES } from "../control_message.ts";
import { ERRNO, isPassing, SO_TIMESTAMPNS, SOL_SOCKET } from "../libc.ts";
import type { Libc } from "../libc.ts";
import type { SocketHandler, SocketPoller, WaitLimits } from "../socket_poller.ts";
import { BUFFER_RING_BYTES, BufferRing } from "./buffer_ring.ts";
import { UringRings } from "./uring_rings.ts";

const OPCODE = { pollAdd: 6, recvmsg: 10, cancel: 14 } as const;
const SUBMIT = { selectBuffer: 1 << 5, skipSuccess: 1 << 6 } as const;
const RECEIVE_MULTISHOT = 1 << 1;
const POLL_MULTISHOT = 1 << 0;
const POLL = { in: 1, out: 4 } as const;
const COMPLETION = { hasBuffer: 1 << 0, hasMore: 1 << 1 } as const;

/** What a completion is of; kept above the descriptor. */
const KIND = { read: 0, writable: 1, bell: 2, cancel: 3 } as const;
const KIND_SHIFT = 28;
const DESCRIPTOR_MASK = (1 << KIND_SHIFT) - 1;

/** What the kernel writes before the bytes: words of a header, then the control message. */
const HEAD = { bytes: 16, controlLength: 1, payloadLength: 2, control: 4 } as const;
const PAYLOAD_AT = HEAD.bytes + STAMP_CONTROL_BYTES;

/** So many completions end a nap. */
const NAP_COMPLETIONS = 4096;
const ARENA_BYTES = BUFFER_RING_BYTES + 65_536;

interface Watch {
  /** `null`: a bell. */
  readonly handler: SocketHandler | null;
  readonly onRing: () => void;
  /** Tells a completion of a closed descriptor from one of the next with the same number. */
  readonly generation: number;
  isReading: boolean;
  isBlocked: boolean;
}

/**
 * Waits and reads by `io_uring`: the kernel reads each socket by itself into buffers of ours, with its stamp, and one call
 * takes over what many sockets brought.
 */
export class UringPoller implements SocketPoller {
  readonly isReadingAhead = true;
  readonly #libc: Libc;
  readonly #rings: UringRings;
  readonly #buffers: BufferRing;
  readonly #messageAddress: bigint;
  readonly #stamp: ArrivalStamp = { seconds: 0, nanoseconds: 0 };
  readonly #watches: (Watch | null)[] = [];
  #generation = 0;

  constructor(libc: Libc) {
    this.#libc = libc;
    const arena = new Arena(ARENA_BYTES);
    this.#rings = new UringRings(libc, arena);
    this.#buffers = this.#openBuffers(arena);
    const message = arena.take(MESSAGE.bytes);
    message.view.setBigUint64(MESSAGE.controlLength, BigInt(STAMP_CONTROL_BYTES), true);
    this.#messageAddress = message.address;
  }

  addConnecting(descriptor: number, handler: SocketHandler): void {
    this.#add(descriptor, { handler, onRing: () => {}, isReading: false, isBlocked: false });
    this.awaitWritable(descriptor);
  }

  startReading(descriptor: number): void {
    this.#watchOf(descriptor).isReading = true;
    this.#rings.push({
      opcode: OPCODE.recvmsg,
      flags: SUBMIT.selectBuffer,
      priority: RECEIVE_MULTISHOT,
      descriptor,
      address: this.#messageAddress,
      length: 1,
      bufferGroup: BufferRing.group,
      ...this.#mark(descriptor, KIND.read),
    });
  }

  awaitWritable(descriptor: number): void {
    const watch = this.#watchOf(descriptor);
    if (watch.isBlocked) return;
    watch.isBlocked = true;
    const mark = this.#mark(descriptor, KIND.writable);
    this.#rings.push({ opcode: OPCODE.pollAdd, descriptor, opFlags: POLL.out, ...mark });
  }

  remove(descriptor: number): void {
    const { isReading, isBlocked } = this.#watchOf(descriptor);
    if (isReading) this.#cancel(descriptor, KIND.read);
    if (isBlocked) this.#cancel(descriptor, KIND.writable);
    // An operation holds the socket: the peer hears of its closing only after the operation has ended.
    if (isReading || isBlocked) this.#rings.submit();
    this.#watches[descriptor] = null;
  }

  addBell(descriptor: number, onRing: () => void): void {
    this.#add(descriptor, { handler: null, onRing, isReading: false, isBlocked: false });
    this.#armBell(descriptor);
  }

  wait({ timeoutMs, napMs }: WaitLimits, before: () => void): number {
    const rings = this.#rings;
    const napUs = Math.floor(napMs * 1000);
    if (napUs > 0 && !rings.hasMinWait) {
      this.#libc.usleep(napUs);
      rings.wait(1, { timeoutMs: timeoutMs - napMs, minWaitUs: 0 });
    } else {
      const count = napUs > 0 ? NAP_COMPLETIONS : timeoutMs > 0 ? 1 : 0;
      rings.wait(count, { timeoutMs, minWaitUs: napUs });
    }
    const { head, tail } = rings;
    before();
    this.#handOut(tail);
    this.#buffers.publish();
    return (tail - head) | 0;
  }

  [Symbol.dispose](): void {
    this.#rings[Symbol.dispose]();
  }

  #handOut(tail: number): void {
    const { completions, completionMask } = this.#rings;
    let head = this.#rings.head;
    try {
      while (head !== tail) {
        const at = (head & completionMask) * 4;
        head = (head + 1) | 0;
        this.#take(completions, at);
      }
    } finally {
      this.#rings.release(head);
    }
  }

  #take(completions: Int32Array<ArrayBuffer>, at: number): void {
    const low = completions[at] ?? 0;
    const result = completions[at + 2] ?? 0;
    const flags = completions[at + 3] ?? 0;
    const descriptor = low & DESCRIPTOR_MASK;
    const watch = this.#watches[descriptor] ?? null;
    const kind = low >>> KIND_SHIFT;
    if (watch !== null && watch.generation === completions[at + 1]) {
      if (kind === KIND.read) this.#takeRead(descriptor, watch, { result, flags });
      else if (kind === KIND.writable) takeWritable(watch);
      else if (kind === KIND.bell) this.#takeBell(descriptor, watch, flags);
    }
    if ((flags & COMPLETION.hasBuffer) !== 0) this.#buffers.giveBack(flags >>> 16);
  }

  #takeBell(descriptor: number, watch: Watch, flags: number): void {
    watch.onRing();
    if ((flags & COMPLETION.hasMore) === 0 && this.#watches[descriptor] === watch) this.#armBell(descriptor);
  }

  #takeRead(descriptor: number, watch: Watch, { result, flags }: { result: number; flags: number }): void {
    const { handler } = watch;
    if (handler === null) return;
    const hasMore = (flags & COMPLETION.hasMore) !== 0;
    if (!hasMore) watch.isReading = false;
    if (result > PAYLOAD_AT) this.#handBytes(handler, flags >>> 16, result);
    else if (result >= 0) return handler.onEnd();
    else if (!canGoOn(-result)) return handler.onError(-result);
    if (!hasMore && this.#watches[descriptor] === watch) this.startReading(descriptor);
  }

  #handBytes(handler: SocketHandler, index: number, result: number): void {
    const { words, bytes } = this.#buffers.data;
    const { bufferBytes } = this.#buffers;
    const from = index * bufferBytes;
    const word = from / 4;
    const length = Math.min(words[word + HEAD.payloadLength] ?? 0, result - PAYLOAD_AT, bufferBytes - PAYLOAD_AT);
    const control = word + HEAD.control;
    const hasStamp = (words[word + HEAD.controlLength] ?? 0) >= STAMP_CONTROL_BYTES &&
      words[control + CONTROL.level] === SOL_SOCKET && words[control + CONTROL.kind] === SO_TIMESTAMPNS;
    this.#stamp.seconds = hasStamp ? words[control + CONTROL.data] ?? 0 : 0;
    this.#stamp.nanoseconds = words[control + CONTROL.data + 2] ?? 0;
    handler.onBytes(bytes.subarray(from + PAYLOAD_AT, from + PAYLOAD_AT + length), this.#stamp);
  }

  #add(descriptor: number, watch: Omit<Watch, "generation">): void {
    this.#generation = (this.#generation + 1) | 0;
    this.#watches[descriptor] = { ...watch, generation: this.#generation };
  }

  #armBell(descriptor: number): void {
    const mark = this.#mark(descriptor, KIND.bell);
    this.#rings.push({ opcode: OPCODE.pollAdd, descriptor, length: POLL_MULTISHOT, opFlags: POLL.in, ...mark });
  }

  #cancel(descriptor: number, kind: number): void {
    const { userLow, userHigh } = this.#mark(descriptor, kind);
    const address = (BigInt(userHigh >>> 0) << 32n) | BigInt(userLow);
    const mark = this.#mark(descriptor, KIND.cancel);
    this.#rings.push({ opcode: OPCODE.cancel, flags: SUBMIT.skipSuccess, descriptor: -1, address, ...mark });
  }

  #mark(descriptor: number, kind: number): { readonly userLow: number; readonly userHigh: number } {
    const userLow = ((kind << KIND_SHIFT) | descriptor) >>> 0;
    return { userLow, userHigh: this.#watchOf(descriptor).generation };
  }

  #watchOf(descriptor: number): Watch {
    const watch = this.#watches[descriptor];
    if (watch === null || watch === undefined) throw new Error(`Descriptor ${descriptor} is not waited for`);
    return watch;
  }

  #openBuffers(arena: Arena): BufferRing {
    try {
      return new BufferRing(this.#rings, arena);
    } catch (cause) {
      this.#rings[Symbol.dispose]();
      throw cause;
    }
  }
}

function takeWritable(watch: Watch): void {
  watch.isBlocked = false;
  watch.handler?.onWritable();
}

/** The reading goes on by asking for it again. */
function canGoOn(errno: number): boolean {
  return errno === ERRNO.ENOBUFS || isPassing(errno);
}
