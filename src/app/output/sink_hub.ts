import { reasonOf } from "../../core/errors.ts";
import type { Clock } from "../../core/clock.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { LogLevel, RunListener } from "../run/run_listener.ts";
import { CLOSE_ROUNDS, type RunEnding, type RunSink, type StepEnd } from "../run/run_sink.ts";
import type { StepStart } from "../run/step_run.ts";

/** So long a sink that is not essential is waited for before the run, between two steps, and at the end. */
const PATIENCE_MS = 10_000;
/** A sink that fails again and again has said enough after so many different reasons. */
const MAX_NOTES = 5;
/** A dataset is opened again for each step and has the same to say; beyond so many lines nothing is compared. */
const MAX_REMEMBERED_LINES = 1000;

interface Member {
  readonly sink: RunSink;
  /** Ends when all that the sink was asked for so far has been done; never rejects. */
  working: Promise<void>;
  /** Why it failed so far, each reason once. */
  readonly reasons: Set<string>;
  /** `false`: it could not take in the records of this step, or was never opened. */
  takesRecords: boolean;
}

/** Tells sinks what a run does, each of them on its own: what one of them does wrong reaches neither run nor others. */
export class SinkHub {
  readonly #clock: Clock;
  readonly #said = new Set<string>();
  #members: readonly Member[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What the run speaks to. */
  readonly listener: RunListener = {
    log: (level, message) => this.#log(level, message),
    progress: (snapshot) => this.#tell((sink) => sink.progress?.(snapshot)),
    progressEnd: () => this.#tell((sink) => sink.progressEnd?.()),
    wait: (reason, remainingMs) => this.#tell((sink) => sink.wait?.(reason, remainingMs)),
    download: (file, done, total) => this.#tell((sink) => sink.download?.(file, done, total)),
  };

  /** Takes in a sink, which hears of all that follows. */
  add(sink: RunSink): void {
    const member = { sink, working: Promise.resolve(), reasons: new Set<string>(), takesRecords: true };
    this.#members = [...this.#members, member];
  }

  /** Opens all sinks; rejects where an essential one cannot be opened, once all others have been tried. */
  async open(): Promise<void> {
    let refusal: { cause: unknown } | null = null;
    await this.#ask((sink) => sink.open?.(), ({ sink }, cause) => {
      if (sink.isEssential === true) refusal ??= { cause };
      else this.#drop(sink, cause);
    });
    throwRefusal(refusal);
  }

  async stepStart(start: StepStart): Promise<void> {
    for (const member of this.#members) member.takesRecords = true;
    await this.#ask((sink) => sink.stepStart?.(start), (member, cause) => {
      member.takesRecords = false;
      this.#note(member, cause);
    });
  }

  /** Hands records on; called while the load runs. */
  addRecords(batch: readonly RequestRecord[]): void {
    for (const member of this.#members) {
      if (!member.takesRecords || member.sink.add === undefined) continue;
      try {
        member.sink.add(batch);
      } catch (cause) {
        member.takesRecords = false;
        this.#note(member, cause);
      }
    }
  }

  warmedUp(): Promise<void> {
    return this.#ask((sink) => sink.warmedUp?.(), (member, cause) => this.#note(member, cause));
  }

  stepEnd(end: StepEnd): Promise<void> {
    return this.#ask((sink) => sink.stepEnd?.(end), (member, cause) => this.#note(member, cause));
  }

  search(soFar: TuningResult): Promise<void> {
    return this.#ask((sink) => sink.search?.(soFar), (member, cause) => this.#note(member, cause));
  }

  async close(ending: RunEnding): Promise<void> {
    for (const round of CLOSE_ROUNDS) {
      const closeSome = (sink: RunSink) => (sink.closes ?? "first") === round ? sink.close?.(ending) : undefined;
      await this.#ask(closeSome, (member, cause) => this.#note(member, cause));
    }
  }

  /** Why results are not complete: the first failure of an essential sink; `null`: they are. */
  missing(): string | null {
    const failed = this.#members.find(({ sink, reasons }) => sink.isEssential === true && reasons.size > 0);
    return failed === undefined ? null : [...failed.reasons][0] ?? null;
  }

  #log(level: LogLevel, message: string): void {
    if (level !== "debug" && level !== "query" && this.#isRepeated(`${level} ${message}`)) return;
    this.#tell((sink) => sink.log?.(level, message));
  }

  #isRepeated(line: string): boolean {
    if (this.#said.has(line)) return true;
    if (this.#said.size < MAX_REMEMBERED_LINES) this.#said.add(line);
    return false;
  }

  #tell(call: (sink: RunSink) => void): void {
    for (const member of this.#members) {
      try {
        call(member.sink);
      } catch (cause) {
        this.#note(member, cause);
      }
    }
  }

  /** Asks each sink for something that takes time, after all that it was asked before, and waits as long as is right. */
  async #ask(
    call: (sink: RunSink) => Promise<void> | void,
    onFailure: (member: Member, cause: unknown) => void,
  ): Promise<void> {
    await Promise.all(this.#members.map(async (member) => {
      member.working = member.working
        .then(() => call(member.sink))
        .catch((cause) => onFailure(member, cause));
      if (member.sink.isEssential === true) await member.working;
      else await this.#waitFor(member);
    }));
  }

  async #waitFor(member: Member): Promise<void> {
    const over = new AbortController();
    const done = member.working.then(() => over.abort());
    await Promise.race([done, this.#clock.sleepUntil(this.#clock.nowMs() + PATIENCE_MS, over.signal)]);
    if (over.signal.aborted) return;
    over.abort();
    this.#note(member, new Error(`it takes longer than ${PATIENCE_MS / 1000} s; the run goes on`));
  }

  /** A sink that could not be opened hears nothing more. */
  #drop(sink: RunSink, cause: unknown): void {
    this.#members = this.#members.filter((member) => member.sink !== sink);
    this.#log("warn", `The run goes on without ${sink.name}: ${reasonOf(cause)}`);
  }

  #note({ sink, reasons }: Member, cause: unknown): void {
    const reason = reasonOf(cause);
    if (reasons.has(reason) || reasons.size >= MAX_NOTES) return;
    reasons.add(reason);
    this.#log(sink.isEssential === true ? "error" : "warn", `Trouble with ${sink.name}: ${reason}`);
  }
}

function throwRefusal(refusal: { cause: unknown } | null): void {
  if (refusal !== null) throw refusal.cause;
}
