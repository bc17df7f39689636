import type { RunWorld } from "../step/run_world.ts";

/** Waits between two steps, counting down; ends at once when the run is to stop. */
export async function pauseBetweenSteps({ plan, clock, listener, stop }: RunWorld): Promise<void> {
  const untilMs = clock.nowMs() + plan.sleepIntervalMs;
  for (let leftMs = plan.sleepIntervalMs; leftMs > 0 && !stop.admitting.aborted; leftMs = untilMs - clock.nowMs()) {
    listener.wait("Next step", leftMs);
    await clock.sleepUntil(Math.min(untilMs, clock.nowMs() + 1000), stop.admitting);
  }
  listener.wait("Next step", 0);
}
