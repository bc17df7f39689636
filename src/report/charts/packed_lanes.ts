/** Bars of single requests in as few characters as show the same picture. Read by browsers too. */
import type { Lane } from "./chart_spec.ts";

/** Requests in order, times in whole units of `unit` s: each phase by its length. */
export interface PackedLanes {
  readonly unit: number;
  /** From the sending of the request before to this one's. */
  readonly sent: readonly number[];
  readonly waited: readonly number[];
  /** From the sending to the first token; `null`: it brought none. */
  readonly prefill: readonly (number | null)[];
  /** From the first token, or the sending, to the end. */
  readonly rest: readonly number[];
  /** Which of them failed. */
  readonly failed: readonly number[];
}

/** Milliseconds at the most, a thousandth of a short run. */
const LONGEST_UNIT = -3;

/** Packs the lanes of a chart, whose rows are numbered from 0. */
export function packLanes(lanes: readonly Lane[]): PackedLanes {
  const end = Math.max(...lanes.map(({ endAt }) => endAt));
  const unit = 10 ** Math.min(LONGEST_UNIT, end > 0 ? Math.floor(Math.log10(end)) + LONGEST_UNIT : LONGEST_UNIT);
  const whole = (seconds: number) => Math.round(seconds / unit);
  return {
    unit,
    sent: lanes.map(({ sentAt }, index) => whole(sentAt) - whole(lanes[index - 1]?.sentAt ?? 0)),
    waited: lanes.map(({ dueAt, sentAt }) => whole(sentAt - dueAt)),
    prefill: lanes.map(({ sentAt, firstTokenAt }) => firstTokenAt === null ? null : whole(firstTokenAt - sentAt)),
    rest: lanes.map(({ sentAt, firstTokenAt, endAt }) => whole(endAt - (firstTokenAt ?? sentAt))),
    failed: lanes.flatMap(({ hasFailed }, index) => hasFailed ? [index] : []),
  };
}

/** Makes the lanes again. */
export function unpackLanes({ unit, sent, waited, prefill, rest, failed }: PackedLanes): readonly Lane[] {
  const failures = new Set(failed);
  let sum = 0;
  return sent.map((since, row) => {
    const sentAt = (sum += since) * unit;
    const first = prefill[row] ?? null;
    const firstTokenAt = first === null ? null : sentAt + first * unit;
    return {
      row,
      dueAt: sentAt - (waited[row] ?? 0) * unit,
      sentAt,
      firstTokenAt,
      endAt: (firstTokenAt ?? sentAt) + (rest[row] ?? 0) * unit,
      hasFailed: failures.has(row),
    };
  });
}
