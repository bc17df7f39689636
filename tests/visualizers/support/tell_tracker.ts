import type { Tracker, TrackerContext, TrackerSession } from "../../../src/visualizers/tracker.ts";
import { DEMO_JOURNAL } from "./demo_journal.ts";

/** Tells a tracker the whole demonstration run, as a delivery does it. */
export async function tellTracker(tracker: Tracker, context: TrackerContext): Promise<TrackerSession> {
  const connection = await tracker.connect(context);
  if (connection === null) throw new Error("The tracker stays on this machine");
  const { run, events } = DEMO_JOURNAL;
  const session = await connection.openRun(run, null);
  await session.start();
  await session.send(events.filter((event) => event.kind === "figures"));
  for (const event of events) {
    if (event.kind !== "figures") await session.send([event]);
  }
  return session;
}
