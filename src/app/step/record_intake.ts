import type { RequestRecord } from "../../core/record.ts";
import { MAX_WAITING_TEXT_BYTES, shedTexts, textBytesOf } from "../../core/shed_texts.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import type { LoadFailure } from "../run/step_run.ts";
import type { HealthMonitor } from "./health_monitor.ts";
import type { TokenFiller } from "./token_filler.ts";

/** Gets the records of a step, their missing counts filled; never throws. */
export interface RecordReceiver {
  add(batch: readonly RequestRecord[]): void;
}

interface RecordIntakeParts {
  readonly filler: TokenFiller;
  readonly sink: RecordReceiver;
  readonly accumulator: Accumulator;
  readonly health: HealthMonitor;
  /** Told of each record as it comes in. */
  readonly onRecord: (record: RequestRecord) => void;
  /** Told of each record once it is in the figures. */
  readonly onCounted: () => void;
  /** Records cannot be taken in any more, a mistake of ours. */
  readonly onFailure: (cause: unknown) => void;
  /** Records come in faster than they are worked through: told once, when the first text is dropped. */
  readonly onShedding: () => void;
}

/**
 * Takes the records of a phase in, in order: missing counts are filled, then every receiver gets them. What waits in it is
 * bounded: where counting tokens is slower than the load, records that come in leave their texts, so that no token of
 * theirs is counted and they pass through at once.
 */
export class RecordIntake {
  readonly #parts: RecordIntakeParts;
  #ended = 0;
  #failure: LoadFailure | null = null;
  #working: Promise<void> = Promise.resolve();
  #waitingBytes = 0;
  #isShedding = false;

  constructor(parts: RecordIntakeParts) {
    this.#parts = parts;
  }

  /** Resolves when the batch has been worked through; never rejects. */
  add(batch: readonly RequestRecord[]): Promise<void> {
    for (const record of batch) {
      this.#parts.onRecord(record);
      if (record.place.isLastTurn || record.failure !== null) this.#ended++;
    }
    const kept = this.#lighten(batch);
    const bytes = kept.reduce((sum, record) => sum + textBytesOf(record), 0);
    this.#waitingBytes += bytes;
    this.#working = this.#working.then(async () => {
      await this.#takeSafely(kept);
      this.#waitingBytes -= bytes;
    });
    return this.#working;
  }

  /** Sessions that have ended so far. */
  endedSessions(): number {
    return this.#ended;
  }

  /** Waits until everything taken in has been worked through; gives what went wrong on the way. */
  async drain(): Promise<LoadFailure | null> {
    await this.#working;
    return this.#failure;
  }

  #lighten(batch: readonly RequestRecord[]): readonly RequestRecord[] {
    const kept = this.#waitingBytes > MAX_WAITING_TEXT_BYTES ? batch.map(shedTexts) : batch;
    const shed = kept.filter(({ hasShedTexts }) => hasShedTexts === true).length;
    if (shed > 0 && !this.#isShedding) this.#parts.onShedding();
    this.#isShedding ||= shed > 0;
    this.#parts.health.addShedTexts(shed);
    return kept;
  }

  async #takeSafely(batch: readonly RequestRecord[]): Promise<void> {
    try {
      await this.#take(batch);
    } catch (cause) {
      this.#failure ??= { cause };
      this.#parts.onFailure(cause);
    }
  }

  async #take(batch: readonly RequestRecord[]): Promise<void> {
    const { filler, accumulator, health, sink, onCounted } = this.#parts;
    const here = batch.filter(({ isKeptElsewhere }) => isKeptElsewhere !== true);
    const filled = await Promise.all(here.map((record) => filler.fill(record)));
    for (const record of filled) {
      accumulator.add(record);
      onCounted();
    }
    for (const record of batch) if (record.place.phase === "measured") health.addRecord(record);
    sink.add(filled);
  }
}
