import { joinWords, SEMICOLON } from "../../core/words.ts";
import { toVisibleData } from "../../core/visible_text.ts";
import type { Comparison, FigureChange, GateResult, RunComparison } from "../../metrics/comparison/comparison.ts";
import { drawTitled, renderWarning } from "../parts/titled_table.ts";
import { wrapText } from "../text/fitted_text.ts";
import type { TextCell, TextColumn } from "../text/text_table.ts";
import { paint, type TextStyle, type Tone } from "../text/tone.ts";
import { GATE_TEXTS, listMethods, toChangeCells } from "./change_text.ts";

const COLUMNS: readonly TextColumn[] = [
  { title: "Metric", align: "left" },
  { title: "Base", align: "right" },
  { title: "New", align: "right" },
  { title: "Change", align: "right" },
  { title: "95 % of it", align: "right", dropOrder: 1 },
  { title: "Verdict", align: "left" },
];

/** Renders a comparison for a terminal: a table for each run and load, then what became of the rules. */
export function renderComparison(given: Comparison, style: TextStyle): string {
  const { base, runs } = toVisibleData(given);
  return runs.map((run) => renderRun(run, base.name, style)).join("\n\n");
}

function renderRun(run: RunComparison, base: string, style: TextStyle): string {
  const warnings = run.warnings.flatMap(({ en }) => renderWarning(`Warning: ${en}`, style));
  const tables = run.points.map(({ name, changes }) =>
    drawTitled({ title: `${run.name} against ${base}: ${name}`, columns: COLUMNS, rows: changes.map(toCells) }, style)
  );
  const methods = listMethods(run.points.flatMap(({ changes }) => changes));
  const note = methods.length === 0
    ? []
    : wrapText(`Intervals: ${joinWords(methods, SEMICOLON).en}`, style.width, "  ");
  return [...warnings, ...tables, ...note, ...run.gates.flatMap((gate) => renderGate(gate, style))].join("\n");
}

function toCells(change: FigureChange): TextCell[] {
  const tone: Tone = change.verdict === "worse" ? "bad" : "plain";
  return toChangeCells(change).map((text) => ({ text, tone }));
}

function renderGate({ rule, status, reason }: GateResult, style: TextStyle): string[] {
  const tone: Tone = status === "broken" ? "bad" : status === "kept" ? "plain" : "warning";
  const lines = wrapText(`${rule}: ${GATE_TEXTS[status].en}. ${reason.en}`, style.width, "  ");
  return lines.map((line) => paint(line, tone, style.color));
}
