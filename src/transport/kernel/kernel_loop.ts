import { Arena } from "./arena.ts";
import { ArrivalStamps } from "./arrival_stamps.ts";
import { createPoller } from "./create_poller.ts";
import { KernelTime } from "./kernel_time.ts";
import { openLibc, PR_SET_TIMERSLACK } from "./libc.ts";
import type { Libc } from "./libc.ts";
import type { PollerName } from "../../core/transports.ts";
import { Sleepers } from "./sleepers.ts";
import type { SocketPoller } from "./socket_poller.ts";
import { WakingPace } from "./waking_pace.ts";

const ARENA_BYTES = 1_048_576;

/**
 * A loop of its own: waits for sockets and for the next due time at once, reads, and hands on. No timers and no promises
 * of the platform on the way of an event.
 */
export class KernelLoop implements Disposable {
  readonly libc: Libc;
  readonly arena: Arena;
  readonly time: KernelTime;
  readonly poller: SocketPoller;
  readonly stamps: ArrivalStamps;
  readonly sleepers: Sleepers = new Sleepers();
  readonly pace: WakingPace = new WakingPace();
  /** When the events that are handed out now were fetched. */
  batchAtMs = 0;
  /** Operations of the platform's own loop that somebody waits for. */
  pending = 0;
  /** Promises were settled: those who wait for them must get to run. */
  hasSettled = false;
  /** Called when there is something new to wait for. */
  onWork: () => void = () => {};
  #deferred: (() => void)[] = [];
  #streams = 0;

  /** `nowMs` is the clock whose time is shown. */
  constructor(nowMs: () => number, poller: PollerName) {
    this.libc = openLibc();
    this.arena = new Arena(ARENA_BYTES);
    this.time = new KernelTime(this.libc, this.arena.take(16), nowMs);
    this.stamps = new ArrivalStamps(this.time);
    this.poller = createPoller(poller, this.libc, this.arena);
    this.batchAtMs = this.time.nowMs();
    // Waits end when they should and not up to 50 µs later; where that is refused they are late by so much.
    this.libc.prctl(PR_SET_TIMERSLACK, 1n, 0n, 0n, 0n);
  }

  /** Whether anything can happen without the platform's own loop. */
  get isIdle(): boolean {
    return this.#streams === 0 && this.sleepers.size === 0 && this.#deferred.length === 0;
  }

  /** A stream has begun or ended. */
  count(change: 1 | -1): void {
    this.#streams += change;
    if (change > 0) this.onWork();
  }

  /** Runs a task in the next turn, outside of the call that asks for it. */
  defer(task: () => void): void {
    this.#deferred.push(task);
    this.onWork();
  }

  /** Waits at most so long for something to happen, hands it on and returns how much that was. */
  turn(maxWaitMs: number): number {
    this.#runDeferred();
    const timeoutMs = this.#deferred.length > 0 || this.hasSettled ? 0 : this.#waitMs(maxWaitMs);
    const napMs = Math.min(this.pace.napMs(this.batchAtMs), timeoutMs);
    const count = this.poller.wait({ timeoutMs, napMs }, this.#begin);
    this.#wakeDue();
    return count;
  }

  [Symbol.dispose](): void {
    this.poller[Symbol.dispose]();
    this.libc.unload();
  }

  readonly #begin = (): void => {
    this.time.align();
    this.batchAtMs = this.time.nowMs();
    this.#wakeDue();
  };

  #wakeDue(): void {
    if (this.sleepers.nextAtMs === Infinity) return;
    if (this.sleepers.wakeUntil(this.time.nowMs())) this.hasSettled = true;
  }

  #waitMs(maxWaitMs: number): number {
    const { nextAtMs } = this.sleepers;
    if (nextAtMs === Infinity) return maxWaitMs;
    return Math.max(0, Math.min(maxWaitMs, nextAtMs - this.time.nowMs()));
  }

  #runDeferred(): void {
    const tasks = this.#deferred;
    if (tasks.length === 0) return;
    this.#deferred = [];
    for (const task of tasks) task();
  }
}
