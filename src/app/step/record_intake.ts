import type { RequestRecord } from "../../core/record.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import type { LoadFailure } from "../run/step_run.ts";
import type { HealthMonitor } from "./health_monitor.ts";
import type { TokenFiller } from "./token_filler.ts";

/** Takes records in, in order: missing counts are filled, then every receiver gets them. */
export interface RecordIntake {
  add(batch: readonly RequestRecord[]): void;
  /** Sessions that have ended so far. */
  endedSessions(): number;
  /** Waits until everything taken in has been worked through; gives what went wrong on the way. */
  drain(): Promise<LoadFailure | null>;
}

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
  /** Told of each session that ended, by its last record. */
  readonly onSessionEnd: (record: RequestRecord) => void;
  /** Records cannot be taken in any more, a mistake of ours. */
  readonly onFailure: (cause: unknown) => void;
}

/** Creates the intake of a phase. */
export function createRecordIntake(parts: RecordIntakeParts): RecordIntake {
  let ended = 0;
  let failure: LoadFailure | null = null;
  let working: Promise<void> = Promise.resolve();

  const take = async (batch: readonly RequestRecord[]): Promise<void> => {
    const filled: RequestRecord[] = [];
    for (const record of batch) filled.push(await parts.filler.fill(record));
    for (const record of filled) {
      parts.accumulator.add(record);
      if (record.place.phase === "measured") parts.health.addRecord(record);
    }
    parts.sink.add(filled);
  };

  const takeSafely = async (batch: readonly RequestRecord[]): Promise<void> => {
    try {
      await take(batch);
    } catch (cause) {
      failure ??= { cause };
      parts.onFailure(cause);
    }
  };

  return {
    add(batch) {
      for (const record of batch) {
        parts.onRecord(record);
        if (!record.place.isLastTurn && record.failure === null) continue;
        ended++;
        parts.onSessionEnd(record);
      }
      working = working.then(() => takeSafely(batch));
    },
    endedSessions: () => ended,
    async drain() {
      await working;
      return failure;
    },
  };
}
