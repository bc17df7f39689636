import { type CatalogEntry, listApis, listDatasets, listMetrics } from "../../app/list_catalog.ts";
import { LIST_OPTIONS } from "../../config/options/list_options.ts";
import { parseOptions } from "../../config/parsing/parse_options.ts";
import type { CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { MAX_HELP_WIDTH } from "../help/help_text.ts";
import { twoColumns, wrapText } from "../help/wrap_text.ts";
import { takeOperand } from "../operands.ts";
import { createStyle, type Style } from "../terminal/style.ts";
import { LIST_COMMAND } from "./list_command.ts";

type Metric = ReturnType<typeof listMetrics>[number];

/** Prints one of the lists. */
export function runListCommand(argv: readonly string[], { terminal }: CommandContext): number {
  const parsed = parseOptions(LIST_OPTIONS, argv, {});
  const what = takeOperand(parsed, { what: "list", allowed: LIST_COMMAND.operands });
  const { stdout } = terminal;
  const width = Math.min(MAX_HELP_WIDTH, stdout.width(100));
  const list = what === "apis" ? listApis() : what === "datasets" ? listDatasets() : null;
  const metrics = list === null ? listMetrics() : [];
  if (parsed.values.json === true) terminal.print(JSON.stringify(list ?? metrics, null, 2));
  else if (list !== null) terminal.print(renderEntries(list, width));
  else terminal.printPage(renderMetrics(metrics, { width, style: createStyle(stdout) }));
  return EXIT_CODES.fine;
}

function renderEntries(entries: readonly CatalogEntry[], width: number): string {
  const start = 2 + Math.max(...entries.map((entry) => entry.name.length));
  return entries.map(({ name, aliases, summary }) => {
    const also = aliases.length === 0 ? "" : ` (also: ${aliases.join(", ")})`;
    return twoColumns(name, summary + also, { indent: 0, start, width });
  }).join("\n");
}

function renderMetrics(metrics: readonly Metric[], { width, style }: { width: number; style: Style }): string {
  return metrics.map((metric) => renderMetric(metric, { width, style })).join("\n\n");
}

function renderMetric(metric: Metric, { width, style }: { width: number; style: Style }): string {
  const { id, label, unit, direction } = metric;
  const better = direction === "neutral" ? "" : `, ${direction} is better`;
  const alias = metric.evalscopeKey ?? metric.evalscopeMeanKey;
  const lines = [
    `${style.heading(id)}  ${label} [${unit}${better}]`,
    ...wrapText(metric.formula, width - 4).map((line) => `    ${line}`),
  ];
  return (alias === undefined ? lines : [...lines, `    In files of evalscope perf: ${alias}`]).join("\n");
}
