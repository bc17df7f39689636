import type { RunPlan } from "../../config/run_plan.ts";
import type { Clock } from "../../core/clock.ts";
import type { RunListener, StopSignals } from "./run_listener.ts";

interface PauseParts {
  readonly plan: Pick<RunPlan, "sleepIntervalMs">;
  readonly clock: Clock;
  readonly listener: RunListener;
  readonly stop: StopSignals;
}

/** Waits between two steps, counting down; ends at once when the run is to stop. */
export async function pauseBetweenSteps({ plan, clock, listener, stop }: PauseParts): Promise<void> {
  const untilMs = clock.nowMs() + plan.sleepIntervalMs;
  for (let leftMs = plan.sleepIntervalMs; leftMs > 0 && !stop.admitting.aborted; leftMs = untilMs - clock.nowMs()) {
    listener.wait("Next step", leftMs);
    await clock.sleepUntil(Math.min(untilMs, clock.nowMs() + 1000), stop.admitting);
  }
  listener.wait("Next step", 0);
}
