import { cpus, freemem, totalmem } from "node:os";
import type { Clock } from "../core/clock.ts";

/** One moment of this machine. */
export interface HostMoment {
  /** After the begin of the step. */
  readonly atSeconds: number;
  /** Of all processors together (0…1), since the moment before. */
  readonly cpuShare: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  readonly gpus: readonly GpuMoment[];
}

/** One moment of a GPU; `null`: not said. */
export interface GpuMoment {
  readonly index: number;
  readonly busyShare: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly powerWatts: number | null;
}

const TAKE_EVERY_MS = 1_000;
const QUERY = "index,utilization.gpu,memory.used,memory.total,power.draw";
const MEBIBYTE = 2 ** 20;

/** Watches this machine during a step: processors, memory and, where `nvidia-smi` is there, GPUs. */
export class HostWatch {
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #over = new AbortController();
  readonly #moments: HostMoment[] = [];
  readonly #watching: Promise<void>;
  #times = readCpuTimes();
  #hasGpus = true;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAtMs = clock.nowMs();
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
      atSeconds: (this.#clock.nowMs() - this.#startedAtMs) / 1000,
      cpuShare,
      memoryUsedBytes: total - freemem(),
      memoryTotalBytes: total,
      gpus: await this.#readGpus(),
    });
  }

  async #readGpus(): Promise<readonly GpuMoment[]> {
    if (!this.#hasGpus) return [];
    const args = [`--query-gpu=${QUERY}`, "--format=csv,noheader,nounits"];
    try {
      const { success, stdout } = await new Deno.Command("nvidia-smi", { args, stderr: "null" }).output();
      this.#hasGpus = success;
      return success ? parseNvidiaSmi(new TextDecoder().decode(stdout)) : [];
    } catch {
      this.#hasGpus = false; // Not there, or not to be started: this machine has no GPUs to tell of.
      return [];
    }
  }
}

/** Reads what `nvidia-smi` prints, a GPU a line. */
export function parseNvidiaSmi(text: string): GpuMoment[] {
  return text.trim().split("\n").filter((line) => line !== "").map((line) => {
    const [index = null, busyPercent = null, used = null, total = null, powerWatts = null] = line.split(",").map(
      toNumber,
    );
    return {
      index: index ?? 0,
      busyShare: busyPercent === null ? null : busyPercent / 100,
      memoryUsedBytes: used === null ? null : used * MEBIBYTE,
      memoryTotalBytes: total === null ? null : total * MEBIBYTE,
      powerWatts,
    };
  });
}

/** `[N/A]` where a GPU does not say. */
function toNumber(text: string): number | null {
  const value = Number(text.trim());
  return text.trim() === "" || Number.isNaN(value) ? null : value;
}

function readCpuTimes(): { readonly idle: number; readonly whole: number } {
  let [idle, whole] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    whole += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, whole };
}
