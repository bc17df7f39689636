import { SUMMARY_SECTIONS } from "../../metrics/definitions/metric_definition.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { listVisible } from "../../metrics/shown.ts";
import { formatNumber, formatSetting } from "../text/number_text.ts";
import { hasSuccess, toSummaryRow } from "../text/shown_rows.ts";
import { toCacheRows, toConversationRow } from "./turn_rows.ts";
import type { TextCell, TextRow, TextTable } from "../text/text_table.ts";
import { toneOfSuccess } from "../text/tone.ts";

/** Units that no label of the reference has: what is counted stands in the label itself. */
const COUNTED: readonly string[] = ["requests", "tokens"];
/** A setting without a limit: in words for people, and as the reference writes it for scripts that read a text file. */
const UNLIMITED = { words: "unlimited", figure: "-1" } as const;

/** Builds the table `Benchmarking summary` of one step for text files: labels and settings as in the reference's. */
export function buildLabelledSummaryTable(result: StepResult): TextTable {
  const { columns, rows } = buildSummaryTable(result);
  return {
    columns: columns.filter(({ title }) => title !== "Unit"),
    rows: rows.map((row): TextRow => {
      if (typeof row === "string" || !isCells(row)) return row;
      const [label = "", value = "", unit = "", ...others] = row;
      const setting = value === UNLIMITED.words ? UNLIMITED.figure : value;
      return [withUnit(label, unit), setting, ...others];
    }),
  };
}

function withUnit(label: TextCell, unit: TextCell): TextCell {
  if (typeof label !== "string" || typeof unit !== "string") return label;
  if (unit === "" || COUNTED.includes(unit)) return label;
  // A remark such as "(estimate)" stands behind the unit, so that the label begins as the reference's does.
  return label.replace(/( \([^()]*\))?$/, ` (${unit})$1`);
}

function isCells(row: TextRow): row is readonly TextCell[] {
  return Array.isArray(row);
}

/** Builds the table `Benchmarking summary` of one step. */
export function buildSummaryTable(result: StepResult): TextTable {
  return {
    columns: [
      { title: "Metric", align: "left", canShrink: true },
      { title: "Value", align: "right" },
      { title: "Unit", align: "left" },
      { title: "Std dev", align: "right", dropOrder: 1 },
    ],
    rows: SUMMARY_SECTIONS.filter((section) => section === "general" || hasSuccess(result))
      .flatMap((section) => toSectionRows(result, section)),
  };
}

type Section = typeof SUMMARY_SECTIONS[number];

const HEADINGS: Readonly<Record<Section, string>> = {
  general: "General",
  latency: "Latency",
  network: "Network",
  tokens: "Tokens",
  turns: "Multi-turn",
  speculative: "Speculative Decoding",
};

/** A row and its place among the others of its section. */
type PlacedRow = readonly [order: number, row: TextRow];

/** Rows that are no metric of their own. */
const FURTHER_ROWS: Readonly<Partial<Record<Section, (result: StepResult) => PlacedRow[]>>> = {
  general: toSettingRows,
  tokens: (result) => toCacheRows(result).map((row) => [80, row]),
  turns: (result) => toConversationRow(result).map((row) => [10, row]),
};

/** The rows of a section under its heading; none where it has nothing to show. */
function toSectionRows(result: StepResult, section: Section): TextRow[] {
  const figures = listVisible("summary", result.metrics).filter((shown) => shown.section === section);
  const rows: PlacedRow[] = [
    ...figures.map((shown): PlacedRow => [shown.order, toSummaryRow(result, shown)]),
    ...FURTHER_ROWS[section]?.(result) ?? [],
  ];
  if (rows.length === 0) return [];
  return [{ heading: HEADINGS[section] }, ...rows.toSorted(([a], [b]) => a - b).map(([, row]) => row)];
}

function toSettingRows({ metrics: { scalars }, parallel, rate }: StepResult): PlacedRow[] {
  const { total_requests: total, success_requests: succeeded, failed_requests: failed } = scalars;
  const tone = toneOfSuccess(scalars.success_rate === null ? null : scalars.success_rate / 100);
  const counts = [total, succeeded, failed].map((count) => formatNumber(count, 0)).join(" / ");
  const toText = (setting: number | null): string => setting === null ? UNLIMITED.words : formatSetting(setting);
  return [
    [20, ["Concurrency", toText(parallel), "requests", ""]],
    [30, ["Request Rate", toText(rate), "req/s", ""]],
    [40, ["Total / Success / Failed", { text: counts, tone }, "requests", ""]],
  ];
}
