import type { Clock } from "../../core/clock.ts";
import type { Phase } from "../../core/work_item.ts";
import type { LiveMetrics, LiveSnapshot, LiveSummary } from "../../metrics/live_snapshot.ts";
import type { StepMetrics } from "../../metrics/step_metrics.ts";
import type { RunListener } from "../run/run_listener.ts";

/** What the live view reads of a running phase. */
export interface LiveState {
  readonly stepName: string;
  readonly stepIndex: number;
  readonly stepCount: number;
  readonly phase: Phase;
  readonly total: number | null;
  readonly startedAtMs: number;
  /** From the start on; `null`: the number ends the phase. */
  readonly endsAfterMs: number | null;
  /** Estimates what comes after this step, from the time that a request with a slot takes; `null`: not known. */
  expectLater(perRequestMs: number): number | null;
  /** Slots of the step; `null`: no limit. */
  readonly slots: number | null;
  readonly doneBefore: number;
  done(): number;
  running(): number;
  isStopping(): boolean;
  metrics(): LiveMetrics;
  summary(): LiveSummary;
  step(): StepMetrics;
}

const REFRESH_EVERY_MS = 250;

/** Shows the state to the listener a few times a second until the signal is aborted. */
export async function watchPhase(
  state: LiveState,
  { clock, listener, signal }: { clock: Clock; listener: RunListener; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleepUntil(clock.nowMs() + REFRESH_EVERY_MS, signal);
    listener.progress(takeSnapshot(state, clock.nowMs()));
  }
}

function takeSnapshot(state: LiveState, nowMs: number): LiveSnapshot {
  const done = state.done();
  const elapsedMs = Math.max(0, nowMs - state.startedAtMs);
  const doneShare = toDoneShare(state, done, elapsedMs);
  const remainingMs = toRemaining(state, done, elapsedMs);
  return {
    stepName: state.stepName,
    stepIndex: state.stepIndex,
    stepCount: state.stepCount,
    phase: state.phase,
    done,
    doneBefore: state.doneBefore,
    total: state.total,
    running: state.running(),
    elapsedMs,
    doneShare,
    remainingMs,
    runRemainingMs: toRunRemaining(state, { remainingMs, done, elapsedMs }),
    isStopping: state.isStopping(),
    metrics: state.metrics(),
    summary: () => state.summary(),
    step: () => state.step(),
  };
}

function toDoneShare({ total, endsAfterMs }: LiveState, done: number, elapsedMs: number): number | null {
  const shares = [
    ...(total === null || total === 0 ? [] : [done / total]),
    ...(endsAfterMs === null || endsAfterMs === 0 ? [] : [elapsedMs / endsAfterMs]),
  ];
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares));
}

/** Whatever comes first ends a step: its number or its time. */
function toRemaining({ total, endsAfterMs }: LiveState, done: number, elapsedMs: number): number | null {
  const times = [
    ...(total === null || done === 0 ? [] : [elapsedMs / done * (total - done)]),
    ...(endsAfterMs === null ? [] : [endsAfterMs - elapsedMs]),
  ];
  return times.length === 0 ? null : Math.max(0, Math.min(...times));
}

interface Progress {
  readonly remainingMs: number | null;
  readonly done: number;
  readonly elapsedMs: number;
}

function toRunRemaining(state: LiveState, { remainingMs, done, elapsedMs }: Progress): number | null {
  if (remainingMs === null || state.stepIndex + 1 >= state.stepCount) return null;
  const laterMs = state.expectLater(done === 0 ? 0 : elapsedMs * (state.slots ?? 1) / done);
  return laterMs === null ? null : remainingMs + laterMs;
}
