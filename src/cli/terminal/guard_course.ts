import type { Clock } from "../../core/clock.ts";

/** So long the main thread may be busy with work of its own before it hears a signal. */
export const PATIENCE_MS = 1000;

/** What a guard sees and can do. */
export interface GuardPlace {
  readonly clock: Clock;
  /** How many signals the main thread has heard. */
  heard(): number;
  write(text: string): void;
  /** Ends the process. */
  leave(): void;
}

/** What a guard makes of the signals of a process: two that the main thread does not hear end it, or one and its grace. */
export class GuardCourse {
  readonly #place: GuardPlace;
  #count = 0;

  constructor(place: GuardPlace) {
    this.#place = place;
  }

  /** Takes a signal; with a grace nobody may send a second one. */
  async receive(graceMs: number | null): Promise<void> {
    const own = ++this.#count;
    const { clock, write } = this.#place;
    const atMs = clock.nowMs();
    if (await this.#isHeard(own, atMs + PATIENCE_MS)) return;
    if (this.#count > 1) return this.#leave();
    const ending = graceMs === null ? "" : `, which happens by itself in ${Math.round(graceMs / 1000)} s`;
    write(`A module of your own keeps the program busy; Ctrl-C again to leave without results${ending}\n`);
    if (graceMs !== null && !await this.#isHeard(own, atMs + graceMs)) this.#leave();
  }

  async #isHeard(own: number, atMs: number): Promise<boolean> {
    await this.#place.clock.sleepUntil(atMs, new AbortController().signal);
    return this.#place.heard() >= own;
  }

  #leave(): void {
    this.#place.write(
      "A module of your own kept the program busy: left without results. The database holds what was stored\n",
    );
    this.#place.leave();
  }
}
