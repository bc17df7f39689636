import * as z from "zod";
import { PEER_NAMES, type PeerName } from "../../metrics/peers/peer_rules.ts";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { PLOT_FORMS, type PlotForm } from "./output_options.ts";
import { text, wordList } from "./value_schemas.ts";

/** Values of the options of `report`. */
export interface ReportValues {
  readonly output: string | null;
  readonly export: readonly ExportWord[];
  readonly definitions: readonly PeerName[] | null;
  readonly chart: readonly ChartWord[];
  readonly plots: readonly PlotForm[] | null;
}

/** The charts that can be drawn in a terminal. */
export const CHART_WORDS = [
  "throughput",
  "trade-off",
  "ttft",
  "tpot",
  "itl",
  "latency",
  "success",
  "search",
  "time",
  "requests",
  "prompts",
] as const;

/** One of these charts. */
export type ChartWord = typeof CHART_WORDS[number];

/** The forms in which results can be written out. */
export const EXPORT_WORDS = ["md", "csv", "jsonl", "parquet", "junit", "github"] as const;

/** One of these forms. */
export type ExportWord = typeof EXPORT_WORDS[number];

/** Options of `report`. */
export const REPORT_TABLE: OptionTable<ReportValues> = ownOptions<ReportValues>("Output", {
  output: {
    placeholder: "FILE",
    completes: "file",
    schema: () => text(),
    defaultValue: null,
    defaultText: "perf_report.html in the folder of the run; in the current folder for several runs",
    help: "Where the page is written",
  },
  export: {
    arity: "many",
    placeholder: "FORM",
    isRepeatable: true,
    schema: () => z.array(z.enum(EXPORT_WORDS)),
    choices: EXPORT_WORDS,
    defaultValue: [],
    defaultText: "none",
    help: "Write the results out as well, beside the page: report.md, points.csv and requests.csv, requests.jsonl, " +
      "requests.parquet, junit.xml, the summary of a GitHub job",
  },
  plots: {
    placeholder: "FORMS",
    schema: () => wordList(PLOT_FORMS),
    defaultValue: null,
    help: `Write the charts as pictures into plots/ beside the page, with commas between: ${PLOT_FORMS.join(",")}`,
  },
  chart: {
    arity: "many",
    placeholder: "CHART",
    isRepeatable: true,
    schema: () => z.array(z.enum(CHART_WORDS)),
    choices: CHART_WORDS,
    defaultValue: [],
    defaultText: "none",
    help: "Draw charts in the terminal instead of making the page: of a sweep against the load, of one point the " +
      "distribution; time and requests draw each point",
  },
  definitions: {
    placeholder: "TOOLS",
    schema: () => wordList(PEER_NAMES),
    defaultValue: null,
    help: `The requests by the rules of these tools side by side, with commas between: ${PEER_NAMES.join(",")}`,
  },
});
