import type { Words } from "../../core/words.ts";
import type { MetricSubject } from "../judging/criterion_name.ts";
import type { Interval } from "./interval.ts";

/** What a difference means: `same` is within noise, `other` where neither direction is better, `unknown` without interval. */
export type ChangeVerdict = "better" | "worse" | "same" | "other" | "unknown";

/** How one figure differs between two runs at one point. */
export interface FigureChange extends MetricSubject {
  /** In words: `p99 TTFT`. */
  readonly label: Words;
  readonly unit: string;
  readonly decimals: number;
  readonly base: number | null;
  readonly next: number | null;
  /** `next / base − 1`; `null`: one of them is undefined, or the base is 0. */
  readonly change: number | null;
  /** `null`: noise cannot be told. */
  readonly interval: Interval | null;
  /** How the interval came about, or why there is none. */
  readonly method: Words;
  readonly verdict: ChangeVerdict;
}

/** Two runs at one point. */
export interface PointComparison {
  readonly name: string;
  /** Requests at once, or the rate asked; `null`: without limit. */
  readonly load: number | null;
  readonly changes: readonly FigureChange[];
}

/** What became of a rule at a point. */
export type GateStatus = "kept" | "broken" | "noise" | "unknown";

/** A rule held against a point. */
export interface GateResult {
  /** As the user wrote it. */
  readonly rule: string;
  /** The run that was held against the base. */
  readonly run: string;
  readonly point: string;
  readonly status: GateStatus;
  /** One sentence. */
  readonly reason: Words;
}

/** One run held against the base. */
export interface RunComparison {
  readonly name: string;
  readonly folder: string;
  /** What makes the two hard to compare: other workloads, machines, programs. */
  readonly warnings: readonly Words[];
  readonly points: readonly PointComparison[];
  readonly gates: readonly GateResult[];
}

/** Several runs held against one. */
export interface Comparison {
  readonly base: { readonly name: string; readonly folder: string };
  readonly runs: readonly RunComparison[];
}
