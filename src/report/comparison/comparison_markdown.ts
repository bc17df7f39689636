import { joinWords, SEMICOLON } from "../../core/words.ts";
import { toVisibleData } from "../../core/visible_text.ts";
import type { Comparison, GateResult, RunComparison } from "../../metrics/comparison/comparison.ts";
import { toMarkdownTable, toMarkdownText } from "../text/markdown.ts";
import { GATE_TEXTS, listMethods, toChangeCells } from "./change_text.ts";

const COLUMNS = [{ text: "Metric" }, "Base", "New", "Change", "95 % of it", { text: "Verdict" }];
const RULE_COLUMNS = ["Rule", "Result", "What was found"].map((text) => ({ text }));

/** Writes a comparison as Markdown, for a pull request or the summary of a job. */
export function toComparisonMarkdown(given: Comparison): string {
  const { base, runs } = toVisibleData(given);
  return `${runs.map((run) => describeRun(run, base.name)).join("\n\n")}\n`;
}

function describeRun(run: RunComparison, base: string): string {
  const methods = listMethods(run.points.flatMap(({ changes }) => changes));
  return [
    `## ${toMarkdownText(run.name)} against ${toMarkdownText(base)}`,
    ...run.gates.length === 0 ? [] : [describeGates(run.gates)],
    ...run.warnings.map((warning) => `> **Warning:** ${toMarkdownText(warning.en)}`),
    ...run.points.flatMap(({ name, changes }) => [
      `### ${toMarkdownText(name)}`,
      toMarkdownTable(COLUMNS, changes.map(toChangeCells)),
    ]),
    ...methods.length === 0 ? [] : [`Intervals: ${joinWords(methods, SEMICOLON).en}.`],
  ].join("\n\n");
}

function describeGates(gates: readonly GateResult[]): string {
  const rows = gates.map(({ rule, status, reason }) => [rule, GATE_TEXTS[status].en, reason.en]);
  return toMarkdownTable(RULE_COLUMNS, rows);
}
