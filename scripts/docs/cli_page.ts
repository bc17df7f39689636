import { COMMANDS } from "../../src/cli/command_tree.ts";
import type { Command } from "../../src/cli/command.ts";
import { formatDefault, formatFlag } from "../../src/cli/help/option_text.ts";
import type { OptionSpec } from "../../src/config/option_spec.ts";

const INTRODUCTION = `<!-- deno-fmt-ignore-file -->

# Command line

<!-- Written by scripts/make_cli_docs.ts from the option tables in src/config: change those, then run it again. -->

\`streamgauge COMMAND --help\` shows the same on a terminal. Results go to standard output; progress, log and errors go to
standard error.

## How options are read

- \`--flag value\`, \`--flag=value\`, and for short ones \`-n 5\`, \`-n5\`. Lists are separated by spaces and end at the next
  option: \`--parallel 1 2 4\`. A value that begins with a dash and a letter goes behind \`=\`: \`--prompt=-x\`.
- Long options may be abbreviated as long as one option is meant: \`--out x\` is \`--outputs-dir x\`. Options that
  \`evalscope perf\` has too win over those it has not, so that its abbreviations stay valid.
- Options with \`--[no-]\` are switched on by \`--stream\`, off by \`--no-stream\`.
- An option given twice counts once, the last time; repeatable ones gather.
- Options of \`perf\` can be set by the environment: \`STREAMGAUGE_\` and the option's name in capitals with underscores,
  such as \`STREAMGAUGE_API_KEY\`. The command line wins. Lists are separated by spaces or commas, or are a JSON array.
- All mistakes of a command line are reported together.
- Keys, tokens and passwords are masked in everything that is shown or written.
`;

const EXIT_CODE_TABLE = `## Exit codes

| code | meaning |
|---|---|
| 0 | fine |
| 1 | no request succeeded, or more failed than \`--max-failed\` allows |
| 2 | the command line cannot be used |
| 3 | data cannot be used, or the service cannot be reached |
| 70 | a mistake of this program |
| 130 | interrupted; results are partial |
`;

/** Writes the page of documentation about the command line. */
export async function renderCliPage(): Promise<string> {
  const sections = await Promise.all(COMMANDS.map(renderCommand));
  return `${[INTRODUCTION, ...sections, EXIT_CODE_TABLE].join("\n")}`;
}

async function renderCommand(command: Command): Promise<string> {
  const options = await command.loadOptions();
  const groups = Map.groupBy(options.filter(({ isPlanned }) => isPlanned !== true), ({ group }) => group);
  const planned = options.filter(({ isPlanned }) => isPlanned === true).map(({ flag }) => `\`--${flag}\``);
  return [
    `## ${command.name}`,
    "",
    `    ${command.usage}`,
    "",
    ...command.description.flatMap((paragraph) => [paragraph, ""]),
    ...[...groups].flatMap(([group, specs]) => [`### ${group}`, "", ...renderTable(specs, command), ""]),
    ...(planned.length === 0 ? [] : renderPlanned(planned)),
    "Examples:",
    "",
    "```sh",
    command.examples.join("\n\n"),
    "```",
    "",
  ].join("\n");
}

function renderTable(specs: readonly OptionSpec[], command: Command): readonly string[] {
  const rows = specs.map((spec) => {
    const mark = command.name === "perf" && spec.isOurs !== true ? " ¹" : "";
    return `| ${escape(`\`${formatFlag(spec)}\``)} | ${describeDefault(spec)} | ${describe(spec)}${mark} |`;
  });
  return ["| option | default | meaning |", "|---|---|---|", ...rows];
}

function describeDefault(spec: OptionSpec): string {
  const text = formatDefault(spec)?.replace(/^(in [^;]+; )?default: /, "") ?? "";
  return escape(text);
}

function describe(spec: OptionSpec): string {
  const choices = spec.choices === undefined ? "" : `; one of ${spec.choices.map((word) => `\`${word}\``).join(", ")}`;
  return escape(spec.help + choices);
}

function renderPlanned(planned: readonly string[]): readonly string[] {
  return [
    "¹ An option of `evalscope perf` too, with the same meaning and default.",
    "",
    "### Not supported yet",
    "",
    "These options of `evalscope perf` are known, but only their defaults are accepted; anything else is refused rather",
    `than ignored: ${planned.join(", ")}.`,
    "",
  ];
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
