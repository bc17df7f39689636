import type { Clock } from "../core/clock.ts";
import { reasonOf } from "../core/errors.ts";
import type { VisualizerName } from "../core/trackers.ts";
import type { DeliveryProgress, JournalFile } from "./journal_file.ts";
import type { TrackerLink } from "./tracker_link.ts";
import { type FiguresEvent, TrackerError, type TrackerEvent, type TrackerRun, type TrackerSession } from "./tracker.ts";

/** Figures of so many moments go out together at the most. */
const MAX_MOMENTS = 40;
/** Beyond so many events that nobody takes, the rest waits in the journal: memory does not grow with an outage. */
const MAX_WAITING = 20_000;

/** What a delivery works with. */
export interface DeliveryParts {
  readonly name: VisualizerName;
  readonly link: TrackerLink;
  readonly run: TrackerRun;
  readonly file: JournalFile;
  readonly clock: Clock;
  /** How far an earlier one came; `null`: this is the first. */
  readonly progress: DeliveryProgress | null;
}

/** Brings the events of one run to one tracker, in order and once; what fails is tried again later. */
export class Delivery {
  readonly #parts: DeliveryParts;
  #waiting: TrackerEvent[] = [];
  #delivered: number;
  #isComplete: boolean;
  #session: TrackerSession | null = null;
  #isStarted: boolean;
  #saved: DeliveryProgress["session"];
  #working: Promise<void> = Promise.resolve();
  /** Events were left to the journal. */
  #isCut = false;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#delivered = parts.progress?.delivered ?? 0;
    this.#isComplete = parts.progress?.isComplete ?? false;
    this.#isStarted = this.#delivered > 0;
    this.#saved = parts.progress?.session ?? null;
  }

  get name(): VisualizerName {
    return this.#parts.name;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Takes in an event; nothing is sent yet. */
  push(event: TrackerEvent): void {
    if (this.#waiting.length >= MAX_WAITING) this.#isCut = true;
    if (!this.#isCut) this.#waiting.push(event);
  }

  /** Sends what waits; never rejects. One call works after the other. */
  flush(): Promise<void> {
    this.#working = this.#working.then(() => this.#flush());
    return this.#working;
  }

  async #flush(): Promise<void> {
    const { link } = this.#parts;
    if (this.#waiting.length === 0 || !link.isDue()) return;
    const before = this.#delivered;
    try {
      await this.#send();
      link.succeed();
    } catch (cause) {
      link.fail(cause);
    }
    if (this.#delivered !== before) await this.#keepProgress();
  }

  async #send(): Promise<void> {
    const { link, run } = this.#parts;
    const connection = await link.connect();
    // Stays on this machine: written as a whole at the end.
    if (connection === null) return;
    if (this.#session === null) {
      this.#session = await connection.openRun(run, this.#saved);
      this.#saved = this.#session.save();
      await this.#keepProgress();
      if (this.#session.page !== null) link.notice(this.#session.page);
    }
    if (!this.#isStarted) await this.#session.start();
    this.#isStarted = true;
    while (this.#waiting.length > 0) await this.#sendNext(this.#session);
  }

  async #sendNext(session: TrackerSession): Promise<void> {
    const [next] = this.#waiting;
    if (next === undefined) return;
    const moments = takeMoments(this.#waiting);
    if (next.kind === "file") await this.#sendFile(session, next);
    else await session.send(moments.length > 0 ? moments : [next]);
    const count = Math.max(1, moments.length);
    this.#waiting.splice(0, count);
    this.#delivered += count;
    this.#saved = session.save();
    this.#isComplete = next.kind === "end";
  }

  /** A file that is refused costs the file, not the run. */
  async #sendFile(session: TrackerSession, event: Extract<TrackerEvent, { kind: "file" }>): Promise<void> {
    try {
      await session.send([event]);
    } catch (cause) {
      if (cause instanceof TrackerError && (!cause.isFinal || cause.status === 401)) throw cause;
      this.#parts.link.warn(`${event.name} was not kept: ${reasonOf(cause)}`);
    }
  }

  async #keepProgress(): Promise<void> {
    const progress = { delivered: this.#delivered, isComplete: this.#isComplete, session: this.#saved };
    try {
      await this.#parts.file.writeProgress(this.name, progress);
    } catch (cause) {
      this.#parts.link.warn(`cannot keep how far it was told: ${reasonOf(cause)}`);
    }
  }
}

function takeMoments(events: readonly TrackerEvent[]): FiguresEvent[] {
  const moments: FiguresEvent[] = [];
  for (const event of events) {
    if (event.kind !== "figures" || moments.length === MAX_MOMENTS) break;
    moments.push(event);
  }
  return moments;
}
