import { cpus, freemem, totalmem } from "node:os";
import type { Clock } from "../core/clock.ts";
import { type GpuMoment, GpuWatch } from "./gpu_reader.ts";

/** One moment of this machine. */
export interface HostMoment {
  /** On the run's clock. */
  readonly atMs: number;
  /** Of all processors together (0…1), since the moment before. */
  readonly cpuShare: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  readonly gpus: readonly GpuMoment[];
}

const TAKE_EVERY_MS = 1_000;

/** Watches this machine during a step: processors, memory and, where something tells of them, GPUs. */
export class HostWatch {
  readonly #clock: Clock;
  readonly #gpus: GpuWatch;
  readonly #over = new AbortController();
  readonly #moments: HostMoment[] = [];
  readonly #watching: Promise<void>;
  #times = readCpuTimes();

  constructor(clock: Clock, dcgmUrl: string) {
    this.#clock = clock;
    this.#gpus = new GpuWatch(dcgmUrl);
    this.#watching = this.#watch();
  }

  /** Takes a last moment and gives them all. */
  async finish(): Promise<readonly HostMoment[]> {
    this.#over.abort();
    await this.#watching;
    await this.#take();
    return this.#moments;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.#clock.sleepUntil(this.#clock.nowMs() + TAKE_EVERY_MS, signal);
      if (!signal.aborted) await this.#take();
    }
  }

  async #take(): Promise<void> {
    const times = readCpuTimes();
    const whole = times.whole - this.#times.whole;
    const cpuShare = whole <= 0 ? 0 : 1 - (times.idle - this.#times.idle) / whole;
    this.#times = times;
    const total = totalmem();
    this.#moments.push({
      atMs: this.#clock.nowMs(),
      cpuShare,
      memoryUsedBytes: total - freemem(),
      memoryTotalBytes: total,
      gpus: await this.#gpus.read(),
    });
  }
}

function readCpuTimes(): { readonly idle: number; readonly whole: number } {
  let [idle, whole] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    whole += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, whole };
}
