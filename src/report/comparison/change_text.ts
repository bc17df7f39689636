import { type Words, words } from "../../core/words.ts";
import type { ChangeVerdict, FigureChange, GateStatus } from "../../metrics/comparison/comparison.ts";
import { formatNumber, MISSING } from "../text/number_text.ts";

/** What a verdict is called. */
export const VERDICT_TEXTS: Readonly<Record<ChangeVerdict, Words>> = {
  better: words("better", "变好"),
  worse: words("worse", "变差"),
  same: words("within noise", "噪声范围内"),
  other: words("changed", "有变化"),
  unknown: words("noise unknown", "噪声未知"),
};

/** What became of a rule, in a word. */
export const GATE_TEXTS: Readonly<Record<GateStatus, Words>> = {
  kept: words("kept", "通过"),
  broken: words("BROKEN", "未通过"),
  noise: words("kept (within noise)", "通过（噪声范围内）"),
  unknown: words("cannot be told", "无法判断"),
};

/** Writes a share as a change: `+3.2 %`. */
function formatChange(share: number | null): string {
  return share === null ? MISSING : `${share < 0 ? "−" : "+"}${formatNumber(Math.abs(share) * 100, 1)} %`;
}

/** Writes the ends of an interval. */
function formatInterval({ interval }: FigureChange): string {
  return interval === null ? MISSING : `${formatChange(interval.low)} … ${formatChange(interval.high)}`;
}

/** The cells of a figure in every kind of table: label, base, new, change, interval, verdict. */
export function toChangeCells(change: FigureChange): readonly [string, string, string, string, string, string] {
  const { label, unit, decimals, base, next } = change;
  return [
    `${label.en} (${unit})`,
    formatNumber(base, decimals),
    formatNumber(next, decimals),
    formatChange(change.change),
    formatInterval(change),
    VERDICT_TEXTS[change.verdict].en,
  ];
}

/** How the intervals of some figures came about, each way once. */
export function listMethods(changes: readonly FigureChange[]): Words[] {
  const known = changes.filter(({ interval }) => interval !== null);
  return [...new Map(known.map(({ method }) => [method.en, method])).values()];
}
