import type { CatalogEntry } from "../../app/list_catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { MAX_HELP_WIDTH } from "../help/help_text.ts";
import { twoColumns, wrapText } from "../help/wrap_text.ts";
import { takeOperand } from "../operands.ts";
import { createStyle, type Style } from "../terminal/style.ts";

const LISTS = ["apis", "datasets", "metrics"] as const;

/** Lists what can be chosen by name. */
export const LIST_COMMAND: Command = {
  name: "list",
  summary: "List APIs, datasets, or metrics with their definitions",
  usage: "streamgauge list apis|datasets|metrics [--json]",
  description: ["Lists the dialects for --api, the datasets for --dataset, or the metrics with their definitions."],
  examples: ["streamgauge list metrics", "streamgauge list datasets --json"],
  operands: LISTS,
  loadOptions: async () => (await import("../../config/options/list_options.ts")).LIST_OPTIONS,
  run: runList,
};

/** Prints one of the lists. */
export async function runList(argv: readonly string[], { terminal }: CommandContext): Promise<number> {
  const { parseOptions } = await import("../../config/parsing/parse_options.ts");
  const parsed = parseOptions(await LIST_COMMAND.loadOptions(), argv, {});
  const what = takeOperand(parsed, { what: "list", allowed: LISTS });
  const { listApis, listDatasets, listMetrics } = await import("../../app/list_catalog.ts");
  const { stdout } = terminal;
  const width = Math.min(MAX_HELP_WIDTH, stdout.width(100));
  const list = what === "apis" ? listApis() : what === "datasets" ? listDatasets() : null;
  const metrics = list === null ? listMetrics() : [];
  if (parsed.values.json === true) terminal.print(JSON.stringify(list ?? metrics, null, 2));
  else if (list !== null) terminal.print(renderEntries(list, width));
  else terminal.printPage(renderMetrics(metrics, { width, style: createStyle(stdout) }));
  return EXIT_CODES.fine;
}

type Metric = ReturnType<typeof import("../../app/list_catalog.ts")["listMetrics"]>[number];

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
