import type { ReportValues } from "../../config/options/report_options.ts";
import { toVisible } from "../../core/visible_text.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeFolders } from "../operands.ts";
import { PLAIN_WIDTH } from "../perf_listener.ts";

const loadTable = async () => (await import("../../config/options/report_options.ts")).REPORT_TABLE;

/** Draws runs that are over, or were killed, again. */
export const REPORT_COMMAND: Command = {
  name: "report",
  summary: "Make the page of runs again, of killed ones and of evalscope's too",
  usage: "streamgauge report FOLDER... [options]",
  description: [
    "Makes perf_report.html again from the results in a folder: of a run that went to its end, of one that was killed " +
    "(its figures are computed from the databases), and of one that evalscope perf wrote. Several folders, or one that " +
    "holds several runs, become one page.",
  ],
  examples: [
    "streamgauge report outputs/20261122_173351/qwen2.5",
    "streamgauge report monday/ tuesday/ --output both.html",
    "streamgauge report monday/ --chart ttft throughput",
    "streamgauge report monday/ --plots svg,png --export csv parquet",
    "streamgauge report monday/ --definitions native,vllm,evalscope",
  ],
  operands: [],
  takesFolders: true,
  loadOptions: async () => Object.values(await loadTable()),
  run: runReport,
};

/** For people without a browser; nothing is written. */
async function printCharts(
  folders: readonly string[],
  { chart }: ReportValues,
  { stdout, print }: CommandContext["terminal"],
): Promise<number> {
  const { drawCharts } = await import("../../app/results/draw_charts.ts");
  print(await drawCharts(folders, chart, stdout.width(PLAIN_WIDTH)));
  return EXIT_CODES.fine;
}

async function runReport(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const { parseTable } = await import("../../config/parsing/parse_options.ts");
  const parsed = parseTable(await loadTable(), argv, {});
  const folders = takeFolders(parsed, { least: 1 });
  const values = parsed.values;
  if (values.chart.length > 0) return await printCharts(folders, values, terminal);
  const { makeReport } = await import("../../app/results/make_report.ts");
  const { output, export: forms, definitions, plots } = values;
  const made = await makeReport(folders, { output, forms, definitions: definitions ?? [], plots: plots ?? [], env });
  for (const what of made.missing) terminal.log(toVisible(what));
  const { stdout } = terminal;
  const tables = made.renderDefinitions({ width: stdout.width(PLAIN_WIDTH), color: stdout.hasColor });
  if (tables !== "") terminal.printPage(tables);
  for (const path of made.paths) terminal.print(path);
  return EXIT_CODES.fine;
}
