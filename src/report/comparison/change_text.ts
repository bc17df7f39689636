import type { ChangeVerdict, FigureChange, GateStatus } from "../../metrics/comparison/comparison.ts";
import { formatNumber, MISSING } from "../text/number_text.ts";

/** What a verdict is called. */
export const VERDICT_TEXTS: Readonly<Record<ChangeVerdict, string>> = {
  better: "better",
  worse: "worse",
  same: "within noise",
  other: "changed",
  unknown: "noise unknown",
};

/** What became of a rule, in a word. */
export const GATE_TEXTS: Readonly<Record<GateStatus, string>> = {
  kept: "kept",
  broken: "BROKEN",
  noise: "kept (within noise)",
  unknown: "cannot be told",
};

/** Writes a share as a change: `+3.2 %`. */
export function formatChange(share: number | null): string {
  return share === null ? MISSING : `${share < 0 ? "−" : "+"}${formatNumber(Math.abs(share) * 100, 1)} %`;
}

/** Writes the ends of an interval. */
export function formatInterval({ interval }: FigureChange): string {
  return interval === null ? MISSING : `${formatChange(interval.low)} … ${formatChange(interval.high)}`;
}

/** The cells of a figure in every kind of table: label, base, new, change, interval, verdict. */
export function toChangeCells(change: FigureChange): readonly [string, string, string, string, string, string] {
  const { label, unit, decimals, base, next } = change;
  return [
    `${label} (${unit})`,
    formatNumber(base, decimals),
    formatNumber(next, decimals),
    formatChange(change.change),
    formatInterval(change),
    VERDICT_TEXTS[change.verdict],
  ];
}

/** How the intervals of some figures came about, each way once. */
export function listMethods(changes: readonly FigureChange[]): string[] {
  const known = changes.filter(({ interval }) => interval !== null);
  return [...new Set(known.map(({ method }) => method))];
}
