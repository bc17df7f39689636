import type { EngineSettings } from "../core/engine_settings.ts";
import type { ValueDistribution } from "../core/value_distribution.ts";

/** The shape of the load, the same for all steps of a run; what varies from step to step is in `StepPlan`. */
export interface LoadPlan {
  /** Slots are unlimited; the rate is what a sweep varies. */
  readonly isOpenLoop: boolean;
  /** How gaps between requests scatter (`--arrival`, `--burstiness`). */
  readonly arrival: ArrivalPlan;
  /** The rate over time (`--ramp`, `--stages` of a paced load); `null`: the step's own rate all the time. */
  readonly rateStages: readonly StagePlan[] | null;
  /** Slots over time (`--stages` of a closed loop); `null`: the step's own number all the time. */
  readonly slotStages: readonly StagePlan[] | null;
  /** The step's slots open one by one over so long (`--ramp-up`); `null`: all at once. */
  readonly rampUpMs: number | null;
  /** No new session after so long (`--duration`); `null`: no limit. */
  readonly durationMs: number | null;
  /** What still runs so long after the end of the duration or of the stages is cut off (`--grace`). */
  readonly graceMs: number | null;
  /** Stop after so many failed requests (`--max-errors`). */
  readonly maxErrors: number | null;
  /** Stop when more than this share (0…1) of the last 50 requests failed (`--max-error-rate`). */
  readonly maxErrorShare: number | null;
  /** Pause between the turns of a conversation (`--think-time`), where the dataset has none of its own. */
  readonly thinkTime: ValueDistribution | null;
  readonly engine: EngineSettings;
}

/** `gamma` with a shape below 1 is burstier than `poisson`. */
export type ArrivalPlan =
  | { readonly kind: "poisson" }
  | { readonly kind: "constant" }
  | { readonly kind: "gamma"; readonly shape: number };

/** A stretch of time in which a rate or a number of slots goes linearly from one value to another. */
export interface StagePlan {
  /** `Infinity`: to the end of the step. */
  readonly durationMs: number;
  readonly from: number;
  readonly to: number;
}

/** Returns when the load ends by itself, in ms after its start: with its duration or its stages; `null`: it does not. */
export function endOfLoad({ durationMs, rateStages, slotStages }: LoadPlan): number | null {
  const stages = rateStages ?? slotStages;
  const stagesMs = (stages ?? []).reduce((sum, stage) => sum + stage.durationMs, 0);
  if (stages === null || !Number.isFinite(stagesMs)) return durationMs;
  return durationMs === null ? stagesMs : Math.min(durationMs, stagesMs);
}
