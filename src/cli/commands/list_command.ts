import type { CatalogEntry } from "../../app/list_catalog.ts";
import type { ListedRun } from "../../app/results/list_runs.ts";
import type { ParsedOptions } from "../../config/parsing/parse_options.ts";
import { UsageError } from "../../core/errors.ts";
import { wrapText } from "../../report/text/fitted_text.ts";
import { formatCount, formatNumber } from "../../report/text/number_text.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { MAX_HELP_WIDTH } from "../help/help_text.ts";
import { twoColumns } from "../help/two_columns.ts";
import { takeFolders, takeOperand } from "../operands.ts";
import { createStyle, type Style } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

const LISTS = ["apis", "datasets", "metrics", "runs"] as const;
const OUTPUTS = "outputs";

/** Lists what can be chosen by name. */
export const LIST_COMMAND: Command = {
  name: "list",
  summary: "List APIs, datasets, metrics with their definitions, or runs",
  usage: "streamgauge list apis|datasets|metrics|runs [DIR] [--json]",
  description: [
    "Lists the dialects for --api, the datasets for --dataset, the metrics with their definitions, or the runs in a folder " +
    `of outputs (${OUTPUTS} unless another is named).`,
  ],
  examples: ["streamgauge list metrics", "streamgauge list datasets --json", "streamgauge list runs outputs"],
  operands: LISTS,
  loadOptions: async () => (await import("../../config/options/list_options.ts")).LIST_OPTIONS,
  run: runList,
};

/** Prints one of the lists. */
export async function runList(argv: readonly string[], { terminal }: CommandContext): Promise<number> {
  const { parseOptions } = await import("../../config/parsing/parse_options.ts");
  const parsed = parseOptions(await LIST_COMMAND.loadOptions(), argv, {});
  if (parsed.words[0]?.text === "runs") return await printRuns(parsed, terminal);
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

async function printRuns(parsed: ParsedOptions, terminal: Terminal): Promise<number> {
  const [folder = OUTPUTS, ...others] = takeFolders({ ...parsed, words: parsed.words.slice(1) }, { least: 0 });
  if (others.length > 0) throw new UsageError(`Unexpected "${others[0]}": list runs takes one folder`);
  const { listRuns } = await import("../../app/results/list_runs.ts");
  const runs = await listRuns(folder);
  if (parsed.values.json === true) terminal.print(JSON.stringify(runs, null, 2));
  else terminal.print(runs.length === 0 ? `No runs in ${folder}` : runs.map(describeRun).join("\n"));
  return EXIT_CODES.fine;
}

function describeRun({ folder, source, startedAt, model, points, requests, failed, isPartial }: ListedRun): string {
  const facts = [
    startedAt?.slice(0, 16).replace("T", " ") ?? null,
    model,
    formatCount(points, "point"),
    formatCount(requests, "request"),
    failed === 0 ? null : `${formatNumber(failed, 0)} failed`,
    isPartial ? "partial" : null,
    source === "streamgauge" ? null : source,
  ];
  return `${folder}  ${facts.filter((fact) => fact !== null).join(", ")}`;
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
