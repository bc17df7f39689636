import { type Clock, MAX_TIMER_MS } from "../../core/clock.ts";
import { TimeHeap } from "../../core/time_heap.ts";
import type { Pace } from "./pace.ts";

/** Something to do at a time. */
export interface Task {
  /** When; must not change while the task waits. */
  atMs: number;
  /** Does it; `true`: again at the new `atMs`. */
  run(): boolean;
}

/** Runs everything that is due, in paced and in real time, from one timer. */
export class Scheduler {
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #paced = new TimeHeap<Task>();
  readonly #real = new TimeHeap<Task>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #armedAtMs = Infinity;
  #isTicking = false;
  #isStopped = false;

  constructor(clock: Clock, pace: Pace) {
    this.#clock = clock;
    this.#pace = pace;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  /** Adds a task that is due in paced time. */
  addPaced(task: Task): void {
    this.#paced.push(task);
    this.arm();
  }

  /** Adds a task that is due in real time. */
  addReal(task: Task): void {
    this.#real.push(task);
    this.arm();
  }

  /** Runs something once after a real delay. */
  after(delayMs: number, act: () => void): void {
    const run = () => {
      act();
      return false;
    };
    this.addReal({ atMs: this.nowMs() + delayMs, run });
  }

  /** Sets the timer anew; to be called when the pace became faster. */
  arm(): void {
    if (this.#isTicking || this.#isStopped) return;
    const paced = this.#paced.peek();
    const pacedAtMs = paced === undefined ? Infinity : this.#pace.toRealMs(paced.atMs);
    const nextMs = Math.min(pacedAtMs, this.#real.peek()?.atMs ?? Infinity);
    const wakeAtMs = Math.max(nextMs, this.#pace.stallEndMs ?? 0);
    // An earlier timer is left alone: it finds nothing due and sets the next one.
    if (wakeAtMs >= this.#armedAtMs) return;
    clearTimeout(this.#timer);
    this.#armedAtMs = wakeAtMs;
    this.#timer = setTimeout(this.#tick, Math.min(MAX_TIMER_MS, Math.max(0, wakeAtMs - this.nowMs())));
  }

  /** Forgets all tasks; nothing runs any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  readonly #tick = (): void => {
    this.#armedAtMs = Infinity;
    this.#isTicking = true;
    const nowMs = this.nowMs();
    this.#pace.advance(nowMs);
    if (!this.#pace.isStalled) {
      runDue(this.#real, nowMs);
      runDue(this.#paced, this.#pace.nowMs);
    }
    this.#isTicking = false;
    this.arm();
  };
}

/** Runs what is due at that time, in order. What becomes due meanwhile waits for the next tick, so reading goes on. */
function runDue(heap: TimeHeap<Task>, nowMs: number): void {
  for (;;) {
    const task = heap.peek();
    if (task === undefined || task.atMs > nowMs) return;
    heap.pop();
    if (task.run()) heap.push(task);
  }
}
