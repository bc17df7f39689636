import type { Clock } from "../core/clock.ts";
import type { VisualizerName } from "../core/trackers.ts";
import { Delivery } from "./delivery.ts";
import { listJournals, type StoredJournal } from "./journal_file.ts";
import { leaveOffline, removeComplete } from "./tracker_set.ts";
import { TrackerLink } from "./tracker_link.ts";
import type { TrackerContext } from "./tracker.ts";

interface SyncOptions {
  readonly context: TrackerContext;
  readonly clock: Clock;
  warn(message: string): void;
}

/** What came of sending the kept runs of a folder to one tracker. */
export interface SyncOutcome {
  readonly name: VisualizerName;
  readonly sent: number;
  /** Runs that are still kept. */
  readonly left: number;
}

/** Sends what trackers could not be told while the load ran; empty where nothing waits. */
export async function syncRuns({ context, clock, warn }: SyncOptions): Promise<SyncOutcome[]> {
  const journals: StoredJournal[] = [];
  for (const file of await listJournals(context.folder)) journals.push(await file.read());
  const names = [...new Set(journals.flatMap(({ progress }) => [...progress.keys()]))];
  const outcomes: SyncOutcome[] = [];
  for (const name of names) {
    const waiting = journals.filter(({ progress }) => progress.get(name)?.isComplete === false);
    if (waiting.length === 0) continue;
    const link = new TrackerLink({ name, context, clock, warn, isLater: true });
    let sent = 0;
    for (const journal of waiting) sent += await send(journal, { name, link, clock, context }) ? 1 : 0;
    outcomes.push({ name, sent, left: waiting.length - sent });
  }
  await removeComplete(context.folder, names);
  return outcomes;
}

async function send(
  { run, events, file, progress }: StoredJournal,
  { name, link, clock, context }: {
    readonly name: VisualizerName;
    readonly link: TrackerLink;
    readonly clock: Clock;
    readonly context: TrackerContext;
  },
): Promise<boolean> {
  const before = progress.get(name) ?? null;
  const delivery = new Delivery({ name, link, run, file, clock, progress: before });
  for (const event of events.slice(before?.delivered ?? 0)) delivery.push(event);
  // A run that was killed has no end.
  const last = events.at(-1);
  if (last?.kind !== "end") {
    delivery.push({ kind: "end", atMs: last?.atMs ?? run.startedAtMs, step: last?.step ?? 0, outcome: "stopped" });
  }
  link.hurry();
  await delivery.flush();
  if (delivery.isComplete) return true;
  return (await leaveOffline(link, { context, files: [file] })).isWanted;
}
