import { COMMANDS } from "../../src/cli/command_tree.ts";
import type { Command } from "../../src/cli/command.ts";
import { EXIT_CODE_MEANINGS, EXIT_CODES } from "../../src/cli/exit_codes.ts";
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
  such as \`STREAMGAUGE_API_KEY\`, or by a configuration file (below). The command line wins. Lists are separated by spaces or commas, or are a JSON array.
- Times are in seconds or have a unit: \`500ms\`, \`30s\`, \`5m\`, \`2h\`. Shares are written 0.05 or 5%.
- All mistakes of a command line are reported together.
- Keys, tokens and passwords are masked in everything that is shown or written.
`;

const LISTS = `## How lists make a sweep

| load | paired one by one | a single value serves all | ignored with a note |
|---|---|---|---|
| closed loop (default) | \`--parallel\`, \`--number\`, \`--rate\` | each of them | |
| \`--open-loop\` | \`--rate\` (all above 0), \`--number\` | each of them | \`--parallel\` |
| \`--ramp\`, or \`--stages\` of rates | \`--parallel\` (closed loop), \`--number\` | each of them | the value of \`--rate\` |
| \`--stages\` of slots | \`--number\` | | (\`--parallel\` is refused) |
| \`--dataset workload_trace\` | \`--number\` | | \`--rate\`, \`--arrival\`, \`--parallel\` |
| \`--sla-auto-tune\` | the first \`--parallel\` or \`--rate\` is the start | | \`--number\`, the other of both |

Lists of different lengths are refused. \`--warmup-num\` below 1 is a share of each point's own number. With \`--duration\`,
\`--stages\` or \`--ramp\` and no \`--number\`, a point goes on until its time is over and the dataset is repeated.

Folders of points: \`parallel_2_number_10\`, \`rate_20.0_number_20\` (open loop), \`rate_5.0_number_10\` too where a closed
loop has several rates), \`parallel_2_number_1000\` where a duration ends the point, \`rate_-1.0_number_1000\` (a trace),
\`stages_duration_120s\`, \`ramp_number_100\`; equal ones get leading zeros, \`parallel_02_number_10\`. All but the loads
over time are names that the readers of \`evalscope perf\` take.
`;

const CONFIG_FILES = `## Configuration files

\`streamgauge perf --config FILE\` reads options from YAML, TOML (\`.toml\`) or JSON (\`.json\`). Keys are the names of options
with \`_\` or \`-\`; lists, mappings and JSON values are written natively; an unknown key is an error. Flags win over
\`STREAMGAUGE_...\` variables, those over the file, that over defaults; \`streamgauge config show FILE\` says where each value
came from.

\`\`\`yaml
model: qwen2.5
url: http://\${SERVICE_HOST:-127.0.0.1}:8000/v1/chat/completions
api_key: \${OPENAI_API_KEY}
open_loop: true
rate: [5, 10, 20]
duration: 60s
headers:
  X-Tenant: a
goodput: { ttft: 500ms, e2e: 5s }
extra_args: { ignore_eos: true }
\`\`\`

\`\${NAME}\` in a text stands for the variable NAME, which must be set and not empty; \`\${NAME:-text}\` has a default;
\`$\${\` stands for \`\${\` itself. Variables are filled in after the file was parsed, so what they hold cannot change its
structure; inside \`[ ]\` and \`{ }\` of YAML they need quotes. Paths are relative to the current folder.
`;

/** The same table that the program ends by. */
function renderExitCodes(): string {
  const rows = Object.entries(EXIT_CODES).map(([name, code]) => ({
    code,
    meaning: Object.entries(EXIT_CODE_MEANINGS).find(([key]) => key === name)?.[1] ?? "",
  }));
  return [
    "## Exit codes",
    "",
    "| code | meaning |",
    "|---|---|",
    ...rows.map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    "",
  ]
    .join("\n");
}

/** Writes the page of documentation about the command line. */
export async function renderCliPage(): Promise<string> {
  const sections = await Promise.all(COMMANDS.map(renderCommand));
  return `${[INTRODUCTION, LISTS, CONFIG_FILES, ...sections, renderExitCodes()].join("\n")}`;
}

async function renderCommand(command: Command): Promise<string> {
  const options = await command.loadOptions();
  const groups = Map.groupBy(options, ({ group }) => group);
  return [
    `## ${command.name}`,
    "",
    `    ${command.usage}`,
    "",
    ...command.description.flatMap((paragraph) => [paragraph, ""]),
    ...[...groups].flatMap(([group, specs]) => [`### ${group}`, "", ...renderTable(specs, command), ""]),
    ...(options.some((spec) => isMarked(spec, command)) ? [MARK_MEANING, ""] : []),
    "Examples:",
    "",
    "<!-- not run: it is for services, data and folders of yours -->",
    "",
    "```sh",
    command.examples.join("\n\n"),
    "```",
    "",
  ].join("\n");
}

function renderTable(specs: readonly OptionSpec[], command: Command): readonly string[] {
  const rows = specs.map((spec) => {
    const mark = isMarked(spec, command) ? " ¹" : "";
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

const MARK_MEANING = "¹ An option of `evalscope perf` too, with the same meaning and default.";

function isMarked(spec: OptionSpec, command: Command): boolean {
  return command.name === "perf" && spec.isOurs !== true;
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
