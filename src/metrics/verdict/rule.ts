import type { ClientHealth } from "../../core/judging/health.ts";
import type { MetricId } from "../catalog.ts";
import type { StepMetrics } from "../step_metrics.ts";

/** The load that was asked for. */
export interface AskedLoad {
  /** Slots; `null`: no limit. */
  readonly parallel: number | null;
  /** Requests (conversations) per second; `null`: as fast as slots allow, or as a trace says. */
  readonly rate: number | null;
  /** Event loops that carried the load; 1 where it is not said. */
  readonly shards?: number;
}

/** All that a rule looks at. */
export interface Judged {
  readonly health: ClientHealth;
  readonly metrics: StepMetrics;
  readonly asked: AskedLoad;
}

/** What a rule found. */
export interface Finding {
  readonly verdict: "degraded" | "invalid";
  /** A whole sentence: which figures are affected, by how much at most, and what to do. */
  readonly reason: string;
  /** Figures that are not the service's. */
  readonly unreliable?: readonly MetricId[];
}

/** One rule of the verdict; `null`: nothing to say. */
export type Rule = (judged: Judged) => Finding | null;

/** Timers of an idle event loop are up to 1 ms late, on a busy machine 3: less says nothing of the client. */
export const NOISE_MS = 3;

/** What helps where an event loop has too much to do. */
export const LESS_LOAD = "use more event loops (--shards), less load, or a machine with nothing else to do";

/** Writes a time for a sentence. */
export function showMs(valueMs: number): string {
  return `${valueMs.toFixed(valueMs < 100 ? 1 : 0)} ms`;
}

/** Writes a share for a sentence. */
export function showShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
