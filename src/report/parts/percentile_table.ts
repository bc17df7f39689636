import type { DistributionId } from "../../metrics/catalog.ts";
import { isThin, samplesNeeded } from "../../metrics/distribution.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { listVisibleDistributions, type ShownMetric } from "../../metrics/shown.ts";
import { type DistributionSummary, type Percentile, PERCENTILES } from "../../metrics/step_metrics.ts";
import { formatNumber } from "../text/number_text.ts";
import type { TextCell, TextColumn, TextRow, TextTable } from "../text/text_table.ts";

/** What is left out first where the width is short. The ends, the middle and the tail stay. */
const DROP_ORDER: Readonly<Partial<Record<Percentile, number>>> = {
  5: 9,
  25: 8,
  75: 7,
  10: 6,
  1: 5,
  95: 4,
  99.9: 3,
  90: 2,
};

/** Marks rows whose percentiles come from a histogram. */
const INEXACT_MARK = "*";

function describeInexactRows(result: StepResult): string | null {
  const inexact = listRows(result).filter(({ id }) => !result.metrics.distributions[id].isExact);
  if (inexact.length === 0) return null;
  return `${INEXACT_MARK} percentiles from a histogram, as there are more samples than are kept one by one`;
}

/** Marks rows that are not the service's. */
const UNRELIABLE_MARK = "!";

/** Says what the marks in a percentile table mean; `null` where there are none. */
export function describeMarks(result: StepResult): string | null {
  const isMarked = listRows(result).some(({ id }) => result.validity.unreliable.includes(id));
  const unreliable = isMarked ? `${UNRELIABLE_MARK} not the service's: see the verdict` : null;
  const notes = [describeThinPercentiles(result), describeInexactRows(result), unreliable].filter((note) =>
    note !== null
  );
  return notes.length === 0 ? null : notes.join("; ");
}

/** Builds the table `Percentile results` of one step. */
export function buildPercentileTable(result: StepResult): TextTable {
  const percentiles = shownPercentiles(result);
  return {
    columns: [
      { title: "Metric", align: "left" },
      { title: "min", align: "right", dropOrder: 1 },
      ...percentiles.map(toColumn),
      { title: "max", align: "right" },
    ],
    rows: listRows(result).map((row) => toRow(result, row, percentiles)),
  };
}

function shownPercentiles(result: StepResult): readonly Percentile[] {
  return PERCENTILES.filter((percentile) => percentile !== 99.9 || hasExtremeTail(result));
}

function hasExtremeTail(result: StepResult): boolean {
  return listRows(result).some(({ id, when }) =>
    when === undefined && result.metrics.distributions[id].percentiles[99.9] !== null
  );
}

function toColumn(percentile: Percentile): TextColumn {
  const dropOrder = DROP_ORDER[percentile];
  const column = { title: `${percentile}%`, align: "right" } as const;
  return dropOrder === undefined ? column : { ...column, dropOrder };
}

type Row = ShownMetric<"percentiles", DistributionId>;

function listRows({ metrics }: StepResult): readonly Row[] {
  return listVisibleDistributions("percentiles", metrics);
}

/** A percentile of too few samples is put in brackets, and greyed where there are colours. */
function toCell(text: string, percentile: Percentile, { count }: DistributionSummary): TextCell {
  return isThin(count, percentile) ? { text: `(${text})`, tone: "muted" } : text;
}

/** Says how many samples the percentiles in brackets need; `null` where none is. */
function describeThinPercentiles(result: StepResult): string | null {
  const counts = listRows(result).map(({ id }) => result.metrics.distributions[id].count);
  const thin = shownPercentiles(result).filter((percentile) => counts.some((count) => isThin(count, percentile)));
  if (thin.length === 0) return null;
  const needs = thin.map((percentile) => `${percentile}% ${samplesNeeded(percentile)}`);
  return `(…) too few samples to tell it from the end; needed: ${needs.join(", ")}`;
}

function toRow(result: StepResult, { id, definition }: Row, percentiles: readonly Percentile[]): TextRow {
  const summary = result.metrics.distributions[id];
  const format = (value: number | null): string => formatNumber(value, definition.decimals);
  const label = definition.evalscopeKey ?? `${definition.label} (${definition.unit})`;
  const marks = [
    ...(summary.isExact ? [] : [INEXACT_MARK]),
    ...(result.validity.unreliable.includes(id) ? [UNRELIABLE_MARK] : []),
  ];
  return [
    [label, ...marks].join(" "),
    format(summary.min),
    ...percentiles.map((percentile) => toCell(format(summary.percentiles[percentile]), percentile, summary)),
    format(summary.max),
  ];
}
