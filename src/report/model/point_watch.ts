/** What was watched beside a point: the service by its own figures, and the machine of the client. */
import type { Words } from "../../core/words.ts";

/** One moment of the service. Seconds count from the first measured request; `null`: the service does not say. */
export interface ServiceMomentRow {
  readonly atSeconds: number;
  readonly running: number | null;
  readonly waiting: number | null;
  readonly kvUsageShare: number | null;
  /** Since the moment before. */
  readonly cacheHitShare: number | null;
  /** Since the moment before. */
  readonly preemptions: number | null;
}

/** A figure of the service held against ours. */
export interface ServiceCheckRow {
  readonly what: Words;
  readonly unit: string;
  readonly ours: number;
  readonly theirs: number;
  /** What a reader must know where they part; `null`: they agree. */
  readonly warning: Words | null;
}

/** What the service said of itself. */
export interface ServiceReport {
  readonly service: string;
  /** Over the whole point; `null`: not said. */
  readonly cacheHitShare: number | null;
  readonly counters: Readonly<Record<string, number>>;
  /** The highest of each number that goes up and down. */
  readonly peaks: Readonly<Record<string, number>>;
  readonly moments: readonly ServiceMomentRow[];
  readonly checks: readonly ServiceCheckRow[];
}

/** One moment of a GPU; `null`: not said. */
export interface GpuRow {
  readonly index: number;
  readonly busyShare: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly powerWatts: number | null;
}

/** One moment of the client's machine. Seconds count from the first measured request. */
export interface HostMomentRow {
  readonly atSeconds: number;
  readonly cpuShare: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  readonly gpus: readonly GpuRow[];
}

/** The client's machine over time. */
export interface HostReport {
  readonly moments: readonly HostMomentRow[];
}
