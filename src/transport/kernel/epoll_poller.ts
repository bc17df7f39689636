import type { Arena, Region } from "./arena.ts";
import { isPassing } from "./libc.ts";
import type { Libc } from "./libc.ts";
import { Receiver } from "./receiver.ts";
import type { SocketHandler, SocketPoller, WaitLimits } from "./socket_poller.ts";

/** What can happen to a descriptor. */
const READY = { in: 1, out: 4, err: 8, hup: 16 } as const;
const READABLE: number = READY.in | READY.hup | READY.err;
const WRITABLE: number = READY.out | READY.hup | READY.err;

const ADD = 1;
const REMOVE = 2;
const MODIFY = 3;
const MAX_EVENTS = 1024;
const CLOEXEC = 0x80000;

/** The event structure is packed on x86-64 only. */
const IS_PACKED = Deno.build.arch === "x86_64";
const EVENT_WORDS = IS_PACKED ? 3 : 4;
const DATA_WORD = IS_PACKED ? 1 : 2;

/** A descriptor that is waited for. */
interface Watch {
  /** `null`: a bell. */
  readonly handler: SocketHandler | null;
  readonly onRing: () => void;
  /** Tells an event of a closed descriptor from one of the next with the same number. */
  readonly generation: number;
  isReading: boolean;
  /** Whoever waits for it to take bytes hears of that once. */
  isBlocked: boolean;
  /** What the system was asked for. */
  interest: number;
}

type NewWatch = Pick<Watch, "handler" | "onRing" | "isReading" | "isBlocked">;

/** Waits by `epoll` and reads with `recvmsg`: what every Linux has. */
export class EpollPoller implements SocketPoller {
  readonly isReadingAhead = false;
  readonly #libc: Libc;
  readonly #epoll: number;
  readonly #receiver: Receiver;
  readonly #event: Region;
  readonly #events: Region;
  readonly #timeout: Region;
  readonly #watches: (Watch | null)[] = [];
  #generation = 0;
  #isClosed = false;

  constructor(libc: Libc, arena: Arena) {
    this.#libc = libc;
    this.#receiver = new Receiver(libc, arena);
    this.#event = arena.take(EVENT_WORDS * 4);
    this.#events = arena.take(MAX_EVENTS * EVENT_WORDS * 4);
    this.#timeout = arena.take(16);
    this.#epoll = libc.epoll_create1(CLOEXEC);
    if (this.#epoll < 0) throw new Error(`epoll_create1: error ${libc.readErrno()} of the system`);
  }

  addConnecting(descriptor: number, handler: SocketHandler): void {
    this.#add(descriptor, { handler, onRing: () => {}, isReading: false, isBlocked: true });
  }

  startReading(descriptor: number): void {
    this.#change(descriptor, { isReading: true });
  }

  awaitWritable(descriptor: number): void {
    this.#change(descriptor, { isBlocked: true });
  }

  remove(descriptor: number): void {
    this.#watches[descriptor] = null;
    this.#control(REMOVE, descriptor, 0);
  }

  addBell(descriptor: number, onRing: () => void): void {
    this.#add(descriptor, { handler: null, onRing, isReading: true, isBlocked: false });
  }

  wait({ timeoutMs, napMs }: WaitLimits, before: () => void): number {
    if (napMs > 0) this.#libc.usleep(Math.floor(napMs * 1000));
    const count = this.#poll(timeoutMs - napMs);
    before();
    const { words } = this.#events;
    for (let at = 0; at < count; at++) {
      const base = at * EVENT_WORDS;
      const descriptor = words[base + DATA_WORD] ?? 0;
      const watch = this.#watches[descriptor];
      if (watch === null || watch === undefined || words[base + DATA_WORD + 1] !== watch.generation) continue;
      this.#dispatch(descriptor, watch, words[base] ?? 0);
    }
    return count;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#libc.close(this.#epoll);
  }

  #poll(timeoutMs: number): number {
    if (this.#isClosed) return 0;
    const { view } = this.#timeout;
    const seconds = Math.floor(timeoutMs / 1000);
    view.setUint32(0, seconds, true);
    view.setUint32(8, Math.floor((timeoutMs - seconds * 1000) * 1e6), true);
    const count = this.#libc.epoll_pwait2(this.#epoll, this.#events.bytes, MAX_EVENTS, this.#timeout.bytes, null);
    if (count >= 0) return count;
    const errno = this.#libc.readErrno();
    if (!isPassing(errno)) throw new Error(`epoll_pwait2: error ${errno} of the system`);
    return 0;
  }

  #dispatch(descriptor: number, watch: Watch, events: number): void {
    const { handler } = watch;
    if (handler === null) return watch.onRing();
    if (watch.isReading) {
      if ((events & READY.err) !== 0) handler.onErrorQueue();
      if ((events & READABLE) !== 0 && this.#watches[descriptor] === watch) this.#read(descriptor, handler);
    }
    if (watch.isBlocked && (events & WRITABLE) !== 0 && this.#watches[descriptor] === watch) {
      watch.isBlocked = false;
      handler.onWritable();
      if (this.#watches[descriptor] === watch) this.#ask(descriptor, watch);
    }
  }

  #read(descriptor: number, handler: SocketHandler): void {
    const count = this.#receiver.receive(descriptor);
    if (count > 0) return handler.onBytes(this.#receiver.data.subarray(0, count), this.#receiver.stamp);
    if (count === 0) return handler.onEnd();
    const errno = this.#libc.readErrno();
    if (!isPassing(errno)) handler.onError(errno);
  }

  #add(descriptor: number, watch: NewWatch): void {
    this.#generation = (this.#generation + 1) >>> 0;
    const interest = interestOf(watch);
    this.#watches[descriptor] = { ...watch, generation: this.#generation, interest };
    this.#control(ADD, descriptor, interest);
  }

  #change(descriptor: number, change: Partial<Pick<Watch, "isReading" | "isBlocked">>): void {
    const watch = this.#watches[descriptor];
    if (watch === null || watch === undefined) throw new Error(`Descriptor ${descriptor} is not waited for`);
    this.#ask(descriptor, Object.assign(watch, change));
  }

  #ask(descriptor: number, watch: Watch): void {
    const interest = interestOf(watch);
    if (interest === watch.interest) return;
    watch.interest = interest;
    this.#control(MODIFY, descriptor, interest);
  }

  #control(operation: number, descriptor: number, events: number): void {
    if (this.#isClosed) return;
    const { words, bytes } = this.#event;
    words[0] = events;
    words[DATA_WORD] = descriptor;
    words[DATA_WORD + 1] = this.#watches[descriptor]?.generation ?? 0;
    if (this.#libc.epoll_ctl(this.#epoll, operation, descriptor, bytes) === 0) return;
    throw new Error(`epoll_ctl: error ${this.#libc.readErrno()} of the system`);
  }
}

function interestOf({ isReading, isBlocked }: Pick<Watch, "isReading" | "isBlocked">): number {
  return (isReading ? READY.in : 0) | (isBlocked ? READY.out : 0);
}
