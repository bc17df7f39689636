import type { OptionSpec } from "../../config/option_spec.ts";
import { PERF_GROUPS } from "../../config/options/perf_groups.ts";
import { VERSION } from "../../core/version.ts";
import type { Command } from "../command.ts";
import type { Style } from "../terminal/style.ts";
import { formatExplanation, formatFlag } from "./option_text.ts";
import { twoColumns } from "./two_columns.ts";
import { wrapText } from "../../report/text/fitted_text.ts";

/** How a help page is laid out. */
export interface HelpLayout {
  readonly width: number;
  readonly style: Style;
}

/** Help is read best at up to this many columns. */
export const MAX_HELP_WIDTH = 120;

/** Writes the help of the program: its commands. */
export function renderProgramHelp(commands: readonly Command[], { width, style }: HelpLayout): string {
  const column = { indent: 2, start: 18, width };
  return [
    `streamgauge ${VERSION}: load tests LLM inference services`,
    "",
    `${style.heading("Usage:")} streamgauge COMMAND [options]`,
    "",
    style.heading("Commands:"),
    ...commands.map((command) => twoColumns(command.name, command.summary, column)),
    "",
    style.heading("Options:"),
    twoColumns("-h, --help", "Show this help, or that of a command", column),
    twoColumns("-V, --version", "Show the version", column),
    "",
    "streamgauge COMMAND --help explains a command.",
    "",
  ].join("\n");
}

/** Writes the help of a command: usage, options by group with defaults and units, examples. */
export function renderCommandHelp(command: Command, options: readonly OptionSpec[], layout: HelpLayout): string {
  const { width, style } = layout;
  const column = { indent: 2, start: width >= 100 ? 36 : 30, width };
  const sections = groupByUse(options).flatMap(([group, specs]) => [
    style.heading(`${group}:`),
    ...specs.map((spec) => twoColumns(formatFlag(spec), formatExplanation(spec), column)),
    "",
  ]);
  return [
    `${style.heading("Usage:")} ${command.usage}`,
    "",
    ...command.description.flatMap((paragraph) => [...wrapText(paragraph, width), ""]),
    ...sections,
    style.heading("Help:"),
    ...describeHelpFlags(options).map(([flag, text]) => twoColumns(flag, text, column)),
    "",
    style.heading("Examples:"),
    ...command.examples.map((example) => example.split("\n").map((line) => `  ${line}`).join("\n")),
    "",
  ].join("\n");
}

/** Writes the short help of a command: what is used every day; the whole one where nothing is singled out. */
export function renderShortHelp(command: Command, options: readonly OptionSpec[], layout: HelpLayout): string {
  const everyday = listEveryday(options);
  if (everyday.length === 0) return renderCommandHelp(command, options, layout);
  const { width, style } = layout;
  const start = 2 + Math.max(...everyday.map(({ spec }) => formatFlag(spec).length)) + 2;
  const lines = everyday.map(({ spec, help }) => cut(`  ${formatFlag(spec)}`.padEnd(start) + help, width));
  return [
    `${style.heading("Usage:")} ${command.usage}`,
    "",
    ...lines,
    "",
    style.heading("Examples:"),
    ...command.examples.slice(0, SHORT_EXAMPLES).map((example) =>
      example.split("\n").map((line) => `  ${line}`).join("\n")
    ),
    "",
    `All options: streamgauge ${command.name} --help`,
    "",
  ].join("\n");
}

const SHORT_EXAMPLES = 2;

function describeHelpFlags(options: readonly OptionSpec[]): readonly (readonly [flag: string, text: string])[] {
  if (listEveryday(options).length === 0) return [["-h, --help", "Show this help"]];
  return [["-h", "Show the most used options alone"], ["--help", "Show this help"]];
}

/** The options that are used every day first, the rest by group in the order of use. */
function groupByUse(options: readonly OptionSpec[]): readonly (readonly [string, readonly OptionSpec[]])[] {
  const everyday = listEveryday(options);
  const rest = options.filter((spec) => spec.everyday === undefined);
  const place = (group: string) => PERF_GROUPS.findIndex((known) => known === group);
  const groups = [...Map.groupBy(rest, (spec) => spec.group)].toSorted(([a], [b]) => place(a) - place(b));
  return everyday.length === 0 ? groups : [["Most used", everyday.map(({ spec }) => spec)], ...groups];
}

interface EverydayOption {
  readonly spec: OptionSpec;
  readonly order: number;
  readonly help: string;
}

function listEveryday(options: readonly OptionSpec[]): readonly EverydayOption[] {
  const used = options.flatMap((spec) => spec.everyday === undefined ? [] : [{ spec, ...spec.everyday }]);
  return used.toSorted((a, b) => a.order - b.order);
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
