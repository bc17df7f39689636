import { FAILURE_LABELS } from "../../core/failure.ts";
import type { LiveSnapshot } from "../../metrics/live_snapshot.ts";
import { listShown, type ShownMetric } from "../../metrics/shown.ts";
import { fitText, joinFitting } from "../text/fitted_text.ts";
import { textWidth } from "../text/text_width.ts";
import { formatClock, formatNumber, formatShare, MISSING } from "../text/number_text.ts";
import { paint, type TextStyle } from "../text/tone.ts";

const MAX_BAR_WIDTH = 40;
const MIN_BAR_WIDTH = 5;
const INDENT = "  ";

/** Renders the live display: three lines, four where requests have failed. */
export function renderProgress(snapshot: LiveSnapshot, style: TextStyle): string[] {
  const room = style.width - INDENT.length;
  const fitted = (parts: readonly string[]): string => INDENT + fitText(joinFitting(parts, " · ", room), room);
  const lines = [
    renderBar(snapshot, style.width),
    fitted([`running ${formatNumber(snapshot.running, 0)}`, ...describeRates(snapshot), ...describeTimes(snapshot)]),
    fitted(describeLatencies(snapshot)),
  ];
  if (snapshot.metrics.failed === 0) return lines;
  const failures = INDENT + fitText(describeFailures(snapshot), room);
  return [...lines, paint(failures, "bad", style.color)];
}

/** Renders one plain line with the same figures, for a log without a terminal. */
export function renderProgressLine(snapshot: LiveSnapshot): string {
  const { metrics } = snapshot;
  const share = snapshot.doneShare === null ? "" : ` (${formatDoneShare(snapshot).trim()})`;
  const failures = metrics.failed === 0 ? "0 failed" : describeFailures(snapshot);
  return [
    `${describeStep(snapshot)}: ${describeDone(snapshot)} done${share}`,
    failures,
    `${formatNumber(snapshot.running, 0)} running`,
    ...describeRates(snapshot),
    ...describeLatencies(snapshot),
    ...describeTimes(snapshot),
  ].join(", ");
}

function renderBar(snapshot: LiveSnapshot, width: number): string {
  const tail = snapshot.doneShare === null
    ? `${describeDone(snapshot)} done`
    : `${formatDoneShare(snapshot)} ${describeDone(snapshot)}`;
  const room = width - textWidth(tail) - 2;
  const name = fitText(describeStep(snapshot), Math.max(0, room - MIN_BAR_WIDTH));
  const barWidth = Math.min(MAX_BAR_WIDTH, room - textWidth(name));
  const share = snapshot.doneShare;
  if (share === null || barWidth < MIN_BAR_WIDTH) return fitText(`${name}  ${tail}`, width);
  const filled = Math.floor(barWidth * share);
  return `${name} ${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${tail}`;
}

function describeStep(snapshot: LiveSnapshot): string {
  const position = snapshot.stepCount > 1 ? ` [${snapshot.stepIndex + 1}/${snapshot.stepCount}]` : "";
  const phase = snapshot.phase === "warmup" ? " warm-up" : "";
  return `${snapshot.stepName}${position}${phase}${snapshot.isStopping ? " stopping" : ""}`;
}

function describeDone({ done, total }: LiveSnapshot): string {
  return total === null ? formatNumber(done, 0) : `${formatNumber(done, 0)}/${formatNumber(total, 0)}`;
}

function formatDoneShare(snapshot: LiveSnapshot): string {
  const share = snapshot.doneShare;
  // Rounded down: 100 % is said only when all is done.
  return share === null ? MISSING : `${Math.floor(share * 100)}%`.padStart(4);
}

function describeRates(snapshot: LiveSnapshot): string[] {
  return listShown("live").filter(isRate).map((shown) => describeFigure(snapshot, shown));
}

function describeLatencies(snapshot: LiveSnapshot): string[] {
  return listShown("live").filter((shown) => !isRate(shown)).map((shown) => describeFigure(snapshot, shown));
}

function isRate({ statistics }: ShownMetric<"live">): boolean {
  return statistics.includes("value");
}

function describeFigure({ metrics }: LiveSnapshot, shown: ShownMetric<"live">): string {
  const { id, label, decimals, statistics, definition: { unit } } = shown;
  const texts = statistics.map((statistic) => {
    const figure = metrics.figures.find((candidate) => candidate.id === id && candidate.statistic === statistic);
    const text = withUnit(figure?.value ?? null, decimals, unit);
    return statistic === "value" ? text : `${statistic} ${text}`;
  });
  return [...(label === "" ? [] : [label]), ...texts].join(" ");
}

function describeTimes({ elapsedMs, remainingMs, runRemainingMs }: LiveSnapshot): string[] {
  const remaining = remainingMs === null ? MISSING : formatClock(remainingMs);
  const ofRun = runRemainingMs === null ? [] : [`whole run ${formatClock(runRemainingMs)}`];
  return [`elapsed ${formatClock(elapsedMs)}`, `remaining ${remaining}`, ...ofRun];
}

function describeFailures({ metrics }: LiveSnapshot): string {
  const kinds = (Object.keys(FAILURE_LABELS) as (keyof typeof FAILURE_LABELS)[])
    .map((kind) => ({ kind, count: metrics.failuresByKind[kind] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ kind, count }) => `${formatNumber(count, 0)} × ${FAILURE_LABELS[kind]}`);
  const total = metrics.failed + metrics.succeeded;
  const share = total === 0 ? "" : ` (${formatShare(metrics.failed / total)})`;
  return `${formatNumber(metrics.failed, 0)} failed${share}: ${kinds.join(", ")}`;
}

function withUnit(value: number | null, decimals: number, unit: string): string {
  return value === null ? `${MISSING} ${unit}` : `${formatNumber(value, decimals)} ${unit}`;
}
