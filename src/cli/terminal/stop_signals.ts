import { type Clock, createClock } from "../../core/clock.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { ignoresHangUp } from "./hang_up.ts";
import { GRACE_MS } from "./stop_grace.ts";
import { startStopGuard } from "./stop_guard.ts";

/** The two ways in which a run is asked to stop, fed by the process's signals. */
export interface StopWatch extends Disposable {
  /** Aborted by the first signal: start nothing more. */
  readonly admitting: AbortSignal;
  /** Aborted by the second signal: cut off what runs. */
  readonly running: AbortSignal;
}

/** What a signal asks for. */
export interface StopOrder {
  /** The first signal stops starting, the second cuts off. */
  readonly stage: "finish" | "cut_off";
  /** What still runs is cut off so much later; `null`: when it is asked for. */
  readonly graceMs: number | null;
}

interface StopOptions {
  /** Code of the user's own runs on this thread and may keep it from hearing any signal. */
  readonly runsUserModule?: boolean;
}

/** What the signals of a process have asked for so far. */
export class StopCourse {
  readonly #admitting = new AbortController();
  readonly #running = new AbortController();
  readonly #onOrder: (order: StopOrder) => void;
  readonly #clock: Clock;
  #count = 0;

  constructor(onOrder: (order: StopOrder) => void, clock: Clock) {
    this.#onOrder = onOrder;
    this.#clock = clock;
  }

  get admitting(): AbortSignal {
    return this.#admitting.signal;
  }

  get running(): AbortSignal {
    return this.#running.signal;
  }

  /** Takes a signal: the first stops admitting, the second cuts off; says whether it is one too many. */
  receive(graceMs: number | null): boolean {
    if (++this.#count > 2) return true;
    if (this.#count > 1) this.#cutOff();
    else {
      this.#onOrder({ stage: "finish", graceMs });
      this.#admitting.abort();
      if (graceMs !== null) void this.#cutOffLater(graceMs);
    }
    return false;
  }

  async #cutOffLater(graceMs: number): Promise<void> {
    await this.#clock.sleepUntil(this.#clock.nowMs() + graceMs, this.running);
    this.#cutOff();
  }

  #cutOff(): void {
    if (this.running.aborted) return;
    this.#onOrder({ stage: "cut_off", graceMs: null });
    this.#running.abort();
  }
}

/**
 * Watches for Ctrl-C, termination and the loss of the terminal: the first signal stops admitting, the second cuts off, the
 * third ends the process. After a termination or a lost terminal nobody may press a key: what runs is cut off after a
 * grace. `onOrder` is told what has been asked for.
 */
export function watchStopSignals(
  onOrder: (order: StopOrder) => void,
  { runsUserModule = false }: StopOptions = {},
): StopWatch {
  const course = new StopCourse(onOrder, createClock());
  const guard = runsUserModule ? startStopGuard() : null;
  const handle = (graceMs: number | null) => {
    guard?.heard();
    if (course.receive(graceMs)) Deno.exit(EXIT_CODES.interrupted);
  };
  const listeners = chooseListeners(handle);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return {
    admitting: course.admitting,
    running: course.running,
    [Symbol.dispose]: () => {
      for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
      guard?.[Symbol.dispose]();
    },
  };
}

/** Windows knows no SIGTERM; Ctrl-Break is its second way to say stop. SIGHUP: the window or the connection has gone. */
function chooseListeners(handle: (graceMs: number | null) => void): readonly (readonly [Deno.Signal, () => void])[] {
  const interrupt = () => handle(null);
  const end = () => handle(GRACE_MS);
  const second = Deno.build.os === "windows" ? ["SIGBREAK", interrupt] as const : ["SIGTERM", end] as const;
  // With a listener for any signal the runtime ends at a hang-up that it would have ignored.
  return [["SIGINT", interrupt], second, ["SIGHUP", ignoresHangUp() ? () => {} : end]];
}
