import type { StopScope } from "../protocol/messages.ts";

/** What stops a phase, by scope. */
export interface PhaseStops {
  readonly signals: Readonly<Record<StopScope, AbortSignal>>;
  stop(scope: StopScope): void;
}

/** Creates the stops of a phase: each scope stops all that the ones before it stop. */
export function createPhaseStops(): PhaseStops {
  const admitting = new AbortController();
  const continuing = new AbortController();
  const running = new AbortController();
  return {
    signals: { admitting: admitting.signal, continuing: continuing.signal, running: running.signal },
    stop(scope) {
      admitting.abort();
      if (scope !== "admitting") continuing.abort();
      if (scope === "running") running.abort();
    },
  };
}
