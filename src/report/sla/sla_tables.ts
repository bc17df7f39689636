import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import { type Criterion, describeCriterion, describeSubject } from "../../metrics/judging/criterion.ts";
import type {
  CriterionAssessment,
  PointVerdict,
  TuningPoint,
  TuningResult,
  TuningVariable,
  ValueRange,
} from "../../metrics/tuning/tuning_result.ts";
import { formatNumber, formatSetting, formatShare, MISSING } from "../text/number_text.ts";
import type { TextCell, TextColumn, TextRow, TextTable } from "../text/text_table.ts";
import { toneOfSuccess } from "../text/tone.ts";

const VARIABLE_TITLES: Readonly<Record<TuningVariable, string>> = { parallel: "Conc.", rate: "Rate" };

const VERDICT_TEXTS: Readonly<Record<PointVerdict, string>> = {
  passes: "passes",
  fails: "fails",
  too_low: "too low",
  undefined: "undefined",
  client_limited: "client",
  unfinished: "unfinished",
};

/** Stands after a verdict that noise decided. */
export const NOISE_MARK = "~";

/** Builds the table `SLA Auto-tune Summary`: a row for each group, and one for all of them where there are several. */
export function buildAnswerTable(result: TuningResult): TextTable {
  const isAlone = result.criteria.length === 1;
  const rows = result.criteria.flatMap((group, index): TextRow[] => {
    const best = isAlone ? toAnswer(result) : formatSetting(findGroupBest(result, index));
    const note = isAlone ? toNote(result) : `group ${index + 1}`;
    const [first = "", ...others] = group.map(describeCriterion);
    const head: TextRow = [first, result.variable, best, note];
    return ["line", head, ...others.map((text): TextRow => [`and ${text}`, "", "", ""])];
  });
  if (!isAlone) rows.push("line", ["any of these", result.variable, toAnswer(result), toNote(result)]);
  return {
    columns: [
      { title: "Criteria", align: "left", canShrink: true },
      { title: "Variable", align: "left", dropOrder: 1 },
      { title: "Max Satisfied", align: "right" },
      { title: "Note", align: "left" },
    ],
    rows,
  };
}

/** The highest load at which a group holds. */
function findGroupBest({ points }: TuningResult, groupIndex: number): number | null {
  const passing = points.findLast(({ verdict, groups }) =>
    verdict === "passes" && groups[groupIndex]?.verdict === "passes"
  );
  return passing?.value ?? null;
}

function toAnswer({ winner }: TuningResult): TextCell {
  if (winner === null) return { text: "None", tone: "bad" };
  return formatSetting(winner.value);
}

function toNote({ winner, confidence, bracket }: TuningResult): string {
  if (winner === null) {
    return `nothing passed${bracket.high === null ? "" : `, not even ${formatSetting(bracket.high)}`}`;
  }
  return `95 %: ${describeLoads(confidence)}`;
}

/** Writes a range of loads, open where nothing bounds it. */
export function describeLoads({ low, high }: ValueRange): string {
  if (low === null) return high === null ? "not bounded" : `below ${formatSetting(high)}`;
  return high === null ? `from ${formatSetting(low)} on` : `${formatSetting(low)} … ${formatSetting(high)}`;
}

/** Builds the table of all loads tried, with the intervals of their figures where there is room for them. */
export function buildPointTable(result: TuningResult, { hasRanges }: { readonly hasRanges: boolean }): TextTable {
  const subjects = findSubjects(result);
  return {
    columns: [
      { title: VARIABLE_TITLES[result.variable], align: "right" },
      { title: "Runs", align: "right", dropOrder: 1 },
      { title: "Requests", align: "right", dropOrder: 2 },
      ...subjects.map(toSubjectColumn),
      { title: "Success", align: "right", dropOrder: 3 },
      { title: "Verdict", align: "left" },
      { title: "Why tried", align: "left", canShrink: true, dropOrder: 9 },
    ],
    rows: result.points.map((point) => {
      const estimates = subjects.map((subject) => toEstimateText(findAssessment(point, subject), hasRanges));
      return toPointRow(point, estimates, result);
    }),
  };
}

/** The different numbers that the criteria read, each once. */
export function findSubjects({ criteria }: TuningResult): readonly Criterion[] {
  const bySubject = new Map(criteria.flat().toReversed().map((criterion) => [describeSubject(criterion), criterion]));
  return [...bySubject.values()].toReversed();
}

/** Finds how the number that a criterion reads came out at a point. */
export function findAssessment({ groups }: TuningPoint, subject: Criterion): CriterionAssessment | null {
  const name = describeSubject(subject);
  const assessments = groups.flatMap(({ criteria }) => criteria);
  return assessments.find(({ criterion }) => describeSubject(criterion) === name) ?? null;
}

function toSubjectColumn(subject: Criterion, index: number): TextColumn {
  const title = `${describeSubject(subject)} (${METRIC_CATALOG[subject.metric].unit})`;
  return index === 0 ? { title, align: "right" } : { title, align: "right", dropOrder: 3 + index };
}

function toPointRow(point: TuningPoint, estimates: readonly string[], { steps }: TuningResult): TextRow {
  const requests = point.trials.reduce((sum, { step }) => sum + (step.metrics.scalars.total_requests ?? 0), 0);
  return [
    formatSetting(point.value),
    formatNumber(point.trials.length, 0),
    formatNumber(requests, 0),
    ...estimates,
    { text: formatShare(point.successShare), tone: toneOfSuccess(point.successShare) },
    toVerdictCell(point),
    steps.find(({ value }) => value === point.value)?.reason ?? "",
  ];
}

function toEstimateText(assessment: CriterionAssessment | null, hasRange: boolean): string {
  if (assessment === null) return MISSING;
  const { estimate: { value, range }, criterion: { metric } } = assessment;
  const { decimals } = METRIC_CATALOG[metric];
  if (range === null || value === null || !hasRange) return formatNumber(value, decimals);
  return `${formatNumber(value, decimals)} (${formatNumber(range.low, decimals)} … ${
    formatNumber(range.high, decimals)
  })`;
}

function toVerdictCell({ verdict, isSure }: TuningPoint): TextCell {
  const text = isSure || verdict === "unfinished" ? VERDICT_TEXTS[verdict] : `${VERDICT_TEXTS[verdict]} ${NOISE_MARK}`;
  const isTrouble = verdict === "undefined" || verdict === "client_limited" || verdict === "unfinished";
  return isTrouble ? { text, tone: "warning" } : text;
}
