import { offsetBetween } from "../../core/clock.ts";
import type { Region } from "./arena.ts";
import { CLOCK_MONOTONIC, CLOCK_REALTIME } from "./libc.ts";
import type { Libc } from "./libc.ts";

/** The system's monotonic clock in ms of a clock of ours, and the wall clock's stamps moved onto it. */
export class KernelTime {
  readonly #libc: Libc;
  readonly #region: Region;
  readonly #originSeconds: number;
  readonly #originMs: number;
  readonly #monotonicMs = (): number => this.nowMs();
  readonly #wallMs = (): number => this.#read(CLOCK_REALTIME);
  #shiftMs = 0;

  /** `nowMs` is the clock whose time this shows from now on. */
  constructor(libc: Libc, region: Region, nowMs: () => number) {
    this.#libc = libc;
    this.#region = region;
    libc.clock_gettime(CLOCK_MONOTONIC, region.bytes);
    this.#originSeconds = region.words[0] ?? 0;
    this.#originMs = offsetBetween(() => this.#read(CLOCK_MONOTONIC), nowMs);
    this.align();
  }

  nowMs(): number {
    return this.#read(CLOCK_MONOTONIC) + this.#originMs;
  }

  /** Measures anew how far the wall clock is from this one: neither its steps nor its slewing matter then. */
  align(): void {
    this.#shiftMs = -offsetBetween(this.#monotonicMs, this.#wallMs);
  }

  /** The time of a stamp of the wall clock. */
  fromStamp(seconds: number, nanoseconds: number): number {
    return (seconds - this.#originSeconds) * 1000 + nanoseconds / 1e6 + this.#shiftMs;
  }

  #read(clock: number): number {
    const { bytes, words } = this.#region;
    this.#libc.clock_gettime(clock, bytes);
    return ((words[0] ?? 0) - this.#originSeconds) * 1000 + (words[2] ?? 0) / 1e6;
  }
}
