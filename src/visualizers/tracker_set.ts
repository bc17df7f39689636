import type { Clock } from "../core/clock.ts";
import { reasonOf } from "../core/errors.ts";
import type { VisualizerName } from "../core/trackers.ts";
import { Delivery } from "./delivery.ts";
import { JOURNAL_FOLDER, JournalFile, listJournals, NOTHING_DELIVERED } from "./journal_file.ts";
import { TrackerLink } from "./tracker_link.ts";
import type { TrackerContext, TrackerEvent, TrackerRun } from "./tracker.ts";

/** Events go out so often. */
const FLUSH_EVERY_MS = 5_000;
/** At the end so long is waited for trackers; what they did not take by then is kept. */
const CLOSE_LIMIT_MS = 8_000;

interface SetOptions {
  readonly names: readonly VisualizerName[];
  readonly context: Omit<TrackerContext, "signal">;
  readonly clock: Clock;
  warn(message: string): void;
}

/** One run with its journal and its ways to trackers. */
interface Course {
  readonly file: JournalFile;
  readonly deliveries: readonly Delivery[];
  unwritten: TrackerEvent[];
  /** `false`: the journal cannot be written, so nothing is left for later. */
  isKept: boolean;
}

/** The trackers of a run: told of points, one after the other, from a timer of their own. */
export class TrackerSet {
  readonly #options: SetOptions;
  readonly #over = new AbortController();
  readonly #context: TrackerContext;
  readonly #links: readonly TrackerLink[];
  readonly #courses: Course[] = [];
  #ticking: Promise<void> = Promise.resolve();

  constructor(options: SetOptions) {
    this.#options = options;
    this.#context = { ...options.context, signal: this.#over.signal };
    this.#links = options.names.map((name) => new TrackerLink({ ...options, name, context: this.#context }));
  }

  /** Connects to all trackers; one that cannot be reached costs a warning. */
  async open(): Promise<void> {
    await Promise.all(this.#links.map(async (link) => {
      try {
        await link.connect();
      } catch (cause) {
        link.fail(cause);
      }
    }));
    this.#ticking = this.#tick();
  }

  /** A point begins. */
  async begin(run: TrackerRun, folderName: string): Promise<void> {
    const file = new JournalFile(`${this.#context.folder}/${JOURNAL_FOLDER}/${folderName}`);
    const { clock } = this.#options;
    const deliveries = this.#links.map((link) =>
      new Delivery({ name: link.name, link, run, file, clock, progress: null })
    );
    const course: Course = { file, deliveries, unwritten: [], isKept: true };
    this.#courses.push(course);
    await this.#keep(course, async () => {
      await file.create(run);
      for (const { name } of this.#links) await file.writeProgress(name, NOTHING_DELIVERED);
    });
  }

  /** Takes in an event of the point that began last; returns at once. */
  tell(event: TrackerEvent): void {
    const course = this.#courses.at(-1);
    if (course === undefined) return;
    if (course.isKept) course.unwritten.push(event);
    for (const delivery of course.deliveries) delivery.push(event);
  }

  /** Sends the rest; what could not be sent is kept, in the tracker's own form too where it has one. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    for (const link of this.#links) link.hurry();
    const done = new AbortController();
    const flushed = this.#flush().then(() => done.abort());
    await Promise.race([flushed, clock.sleepUntil(clock.nowMs() + CLOSE_LIMIT_MS, done.signal)]);
    done.abort();
    this.#over.abort();
    await Promise.all([this.#ticking, flushed]);
    for (const course of this.#courses) await this.#writeUnwritten(course);
    await this.#leave();
  }

  async #tick(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#over;
    while (!signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + FLUSH_EVERY_MS, signal);
      if (!signal.aborted) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    for (const course of this.#courses) await this.#writeUnwritten(course);
    await Promise.all(this.#links.map(async ({ name }) => {
      for (const { deliveries } of this.#courses) {
        await deliveries.find((delivery) => delivery.name === name)?.flush();
      }
    }));
  }

  async #writeUnwritten(course: Course): Promise<void> {
    const events = course.unwritten;
    if (events.length === 0) return;
    course.unwritten = [];
    await this.#keep(course, () => course.file.append(events));
  }

  /** A full disk costs the chance to send later, and a warning. */
  async #keep(course: Course, write: () => Promise<void>): Promise<void> {
    if (!course.isKept) return;
    try {
      await write();
    } catch (cause) {
      course.isKept = false;
      this.#options.warn(`What trackers are told cannot be kept for later: ${reasonOf(cause)}`);
    }
  }

  async #leave(): Promise<void> {
    const open = this.#courses.filter(({ deliveries }) => deliveries.some(({ isComplete }) => !isComplete));
    for (const link of this.#links) {
      const waiting = open.filter(({ deliveries }) =>
        deliveries.some((each) => each.name === link.name && !each.isComplete)
      );
      const kept = waiting.filter(({ isKept }) => isKept);
      if (kept.length > 0) await this.#leaveFor(link, kept);
      const lost = waiting.length - kept.length;
      if (lost > 0) link.warn(`${lost} of ${this.#courses.length} runs were not told whole, and could not be kept`);
    }
    try {
      await removeComplete(this.#context.folder, this.#options.names);
    } catch (cause) {
      this.#options.warn(`Cannot tidy up what trackers were told: ${reasonOf(cause)}`);
    }
  }

  async #leaveFor(link: TrackerLink, waiting: readonly Course[]): Promise<void> {
    const left = await leaveOffline(link, { context: this.#context, files: waiting.map(({ file }) => file) });
    if (left.isWanted) return;
    const sync = `streamgauge sync ${this.#context.folder}`;
    const own = left.command === null ? "" : `, or ${left.command}`;
    link.warn(`${waiting.length} of ${this.#courses.length} runs wait to be sent: ${sync}${own}`);
  }
}

interface Left {
  /** Nothing else was asked for. */
  readonly isWanted: boolean;
  /** The command of the tracker itself; `null`: it has none. */
  readonly command: string | null;
}

/** Writes runs in the form that the tracker's own tool takes. */
export async function leaveOffline(
  link: TrackerLink,
  { context, files }: { readonly context: TrackerContext; readonly files: readonly JournalFile[] },
): Promise<Left> {
  const { offline } = await link.tracker();
  const isWanted = link.refusal === null && await isLocal(link);
  if (offline === null) return { isWanted, command: null };
  let command: string | null = null;
  for (const file of files) {
    try {
      const path = await offline.write(await file.read(), context);
      command ??= offline.command(path);
      if (!isWanted) continue;
      await file.writeProgress(link.name, { delivered: 0, isComplete: true, session: null });
      link.notice(offline.command(path));
    } catch (cause) {
      link.warn(`cannot write what its own tool takes: ${reasonOf(cause)}`);
    }
  }
  return { isWanted, command };
}

async function isLocal(link: TrackerLink): Promise<boolean> {
  try {
    return await link.connect() === null;
  } catch {
    return false; // Not reached: said when it was tried.
  }
}

/** Removes journals that every tracker has been told whole. */
export async function removeComplete(runFolder: string, names: readonly VisualizerName[]): Promise<void> {
  for (const file of await listJournals(runFolder)) {
    const { progress } = await file.read();
    if (names.every((name) => progress.get(name)?.isComplete === true)) await file.remove();
  }
  await removeEmpty(`${runFolder}/${JOURNAL_FOLDER}`);
}

async function removeEmpty(folder: string): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch(() => null);
  if (names?.length === 0) await Deno.remove(folder);
}
