import type { Clock } from "../core/clock.ts";
import { reasonOf } from "../core/errors.ts";
import { TRACKERS, type VisualizerName } from "../core/trackers.ts";
import { loadTracker } from "./registry.ts";
import { type Tracker, type TrackerConnection, type TrackerContext, TrackerError } from "./tracker.ts";

/** A tracker that does not answer within this time is left for later. */
const CONNECT_LIMIT_MS = 10_000;
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 60_000;

interface LinkParts {
  readonly name: VisualizerName;
  readonly context: TrackerContext;
  readonly clock: Clock;
  /** What was kept is sent later: no run goes on, and nothing is tried again by itself. */
  readonly isLater?: true;
  warn(message: string): void;
}

/** The way to one tracker: connected once, left alone for a while after a failure, given up where nothing will help. */
export class TrackerLink {
  readonly #parts: LinkParts;
  readonly #title: string;
  #tracker: Promise<Tracker> | null = null;
  #connecting: Promise<TrackerConnection | null> | null = null;
  #failures = 0;
  #nextAtMs = 0;
  #refusal: string | null = null;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#title = TRACKERS[parts.name].title;
  }

  get name(): VisualizerName {
    return this.#parts.name;
  }

  /** Why it was given up; `null`: it was not. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** What goes with the tracker. */
  tracker(): Promise<Tracker> {
    return this.#tracker ??= loadTracker(this.#parts.name);
  }

  /** Whether it makes sense to try now. */
  isDue(): boolean {
    return this.#refusal === null && this.#parts.clock.nowMs() >= this.#nextAtMs;
  }

  /** The next attempt may be made at once. */
  hurry(): void {
    this.#nextAtMs = 0;
  }

  /** Connects, or gives the connection that there is; `null`: runs stay on this machine. */
  connect(): Promise<TrackerConnection | null> {
    this.#connecting ??= this.#connect();
    return this.#connecting;
  }

  succeed(): void {
    if (this.#failures > 0) this.notice("answers again");
    this.#failures = 0;
    this.#nextAtMs = 0;
  }

  /** Takes note of a failure: said once, then tried again ever more rarely. */
  fail(cause: unknown): void {
    if (this.#parts.context.signal.aborted) return;
    const isFinal = !(cause instanceof TrackerError) || cause.isFinal;
    if (isFinal) this.#refusal = reasonOf(cause);
    const pauseMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#nextAtMs = this.#parts.clock.nowMs() + pauseMs;
    if (this.#failures++ > 0 && !isFinal) return;
    const next = isFinal ? "nothing more is sent in this run" : "it is tried again";
    this.warn(reasonOf(cause) + (this.#parts.isLater === true ? "" : `; ${next}, and the run goes on`));
  }

  warn(message: string): void {
    this.#parts.warn(`${this.#title}: ${message}`);
  }

  notice(message: string): void {
    this.#parts.context.notice(`${this.#title}: ${message}`);
  }

  async #connect(): Promise<TrackerConnection | null> {
    const { clock, context } = this.#parts;
    const tracker = await this.tracker();
    const over = new AbortController();
    const limit = clock.sleepUntil(clock.nowMs() + CONNECT_LIMIT_MS, over.signal).then(() => {
      if (over.signal.aborted) return null;
      throw new TrackerError(`no connection within ${CONNECT_LIMIT_MS / 1000} s`, { isFinal: false });
    });
    try {
      return await Promise.race([tracker.connect(context), limit]);
    } catch (cause) {
      this.#connecting = null;
      throw cause;
    } finally {
      over.abort();
    }
  }
}
