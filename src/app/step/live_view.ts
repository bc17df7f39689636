import type { Clock } from "../../core/clock.ts";
import type { Phase } from "../../core/work_item.ts";
import type { LiveMetrics, LiveSnapshot } from "../../metrics/live_snapshot.ts";
import type { RunListener } from "../run/run_listener.ts";

/** What the live view reads of a running phase. */
export interface LiveState {
  readonly stepName: string;
  readonly stepIndex: number;
  readonly stepCount: number;
  readonly phase: Phase;
  readonly total: number | null;
  readonly startedAtMs: number;
  readonly doneBefore: number;
  done(): number;
  running(): number;
  isStopping(): boolean;
  metrics(): LiveMetrics;
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
  const isKnown = state.total !== null && done > 0;
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
    remainingMs: isKnown && state.total !== null ? Math.max(0, elapsedMs / done * (state.total - done)) : null,
    isStopping: state.isStopping(),
    metrics: state.metrics(),
  };
}
