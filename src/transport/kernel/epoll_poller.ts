import type { Arena, Region } from "./arena.ts";
import { ERRNO } from "./libc.ts";
import type { Libc } from "./libc.ts";

/** What can happen to a descriptor. */
export const READY = { in: 1, out: 4, err: 8, hup: 16, peerHup: 0x2000 } as const;

/** Takes what happened to its descriptor. */
export interface ReadyHandler {
  onReady(events: number): void;
}

const ADD = 1;
const REMOVE = 2;
const MODIFY = 3;
const MAX_EVENTS = 1024;
const CLOEXEC = 0x80000;

/** The event structure is packed on x86-64 only. */
const IS_PACKED = Deno.build.arch === "x86_64";
const EVENT_WORDS = IS_PACKED ? 3 : 4;
const DATA_WORD = IS_PACKED ? 1 : 2;

/** Waits for many descriptors at once. */
export class EpollPoller implements Disposable {
  readonly #libc: Libc;
  readonly #epoll: number;
  readonly #event: Region;
  readonly #events: Region;
  readonly #timeout: Region;
  readonly #handlers: (ReadyHandler | null)[] = [];
  /** Tells an event of a closed descriptor from one of the next with the same number. */
  readonly #generations: number[] = [];

  constructor(libc: Libc, arena: Arena) {
    this.#libc = libc;
    this.#event = arena.take(EVENT_WORDS * 4);
    this.#events = arena.take(MAX_EVENTS * EVENT_WORDS * 4);
    this.#timeout = arena.take(16);
    this.#epoll = libc.epoll_create1(CLOEXEC);
    if (this.#epoll < 0) throw new Error(`epoll_create1: error ${libc.readErrno()} of the system`);
  }

  add(descriptor: number, events: number, handler: ReadyHandler): void {
    this.#handlers[descriptor] = handler;
    this.#generations[descriptor] = ((this.#generations[descriptor] ?? 0) + 1) >>> 0;
    this.#control(ADD, descriptor, events);
  }

  modify(descriptor: number, events: number): void {
    this.#control(MODIFY, descriptor, events);
  }

  remove(descriptor: number): void {
    this.#handlers[descriptor] = null;
    this.#control(REMOVE, descriptor, 0);
  }

  /** Waits at most so long and hands out what happened; `before` runs after the wait. Returns how much it was. */
  wait(timeoutMs: number, before: () => void): number {
    const { view } = this.#timeout;
    const seconds = Math.floor(timeoutMs / 1000);
    view.setUint32(0, seconds, true);
    view.setUint32(8, Math.floor((timeoutMs - seconds * 1000) * 1e6), true);
    const count = this.#libc.epoll_pwait2(this.#epoll, this.#events.bytes, MAX_EVENTS, this.#timeout.bytes, null);
    if (count < 0) {
      const errno = this.#libc.readErrno();
      if (errno !== ERRNO.EINTR) throw new Error(`epoll_pwait2: error ${errno} of the system`);
    }
    before();
    const { words } = this.#events;
    for (let at = 0; at < count; at++) {
      const base = at * EVENT_WORDS;
      const descriptor = words[base + DATA_WORD] ?? 0;
      if (words[base + DATA_WORD + 1] !== this.#generations[descriptor]) continue;
      this.#handlers[descriptor]?.onReady(words[base] ?? 0);
    }
    return Math.max(0, count);
  }

  [Symbol.dispose](): void {
    this.#libc.close(this.#epoll);
  }

  #control(operation: number, descriptor: number, events: number): void {
    const { words, bytes } = this.#event;
    words[0] = events;
    words[DATA_WORD] = descriptor;
    words[DATA_WORD + 1] = this.#generations[descriptor] ?? 0;
    if (this.#libc.epoll_ctl(this.#epoll, operation, descriptor, bytes) === 0) return;
    throw new Error(`epoll_ctl: error ${this.#libc.readErrno()} of the system`);
  }
}
