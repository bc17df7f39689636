import type { OptionSpec } from "../../config/option_spec.ts";
import { VERSION } from "../../core/version.ts";
import type { Command } from "../command.ts";
import type { Style } from "../terminal/style.ts";
import { formatExplanation, formatFlag } from "./option_text.ts";
import { twoColumns, wrapText } from "./wrap_text.ts";

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
  const groups = Map.groupBy(options.filter((spec) => spec.isPlanned === undefined), (spec) => spec.group);
  const sections = [...groups].flatMap(([group, specs]) => [
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
    twoColumns("-h, --help", "Show this help", column),
    "",
    style.heading("Examples:"),
    ...command.examples.map((example) => example.split("\n").map((line) => `  ${line}`).join("\n")),
    "",
  ].join("\n");
}
