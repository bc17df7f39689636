import type { RawValue } from "../../config/parsing/value_check.ts";
import type { ShownValue } from "../../config/list_values.ts";
import { throwProblems, UsageError } from "../../core/errors.ts";
import { toVisible } from "../../core/visible_text.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeAction } from "../operands.ts";
import { createStyle, type Style } from "../terminal/style.ts";

const ACTIONS = ["init", "validate", "show"] as const;

/** Writes, checks and explains configuration files. */
export const CONFIG_COMMAND: Command = {
  name: "config",
  summary: "Write, check or explain a configuration file",
  usage: "streamgauge config init|validate|show [FILE] [options of perf]",
  description: [
    "init writes a commented file to begin with, as YAML or TOML by its name, or prints it, with the options of perf that " +
    "stand behind it; a file that exists is not overwritten. validate checks a file, without sending anything. show prints every option of perf with its value " +
    "and where it came from, then the plan in words.",
    "All three take the options of perf, and show --json prints JSON. Options come from the command line, else " +
    "from the environment, else from the file, else they have their defaults. Keys of a file are the names of options, " +
    "lists and JSON values are written natively, and ${NAME} or ${NAME:-default} in a text comes from the environment. " +
    "Paths are relative to the current folder.",
  ],
  examples: [
    "streamgauge config init bench.yaml",
    "streamgauge config init bench.yaml --model qwen2.5 --parallel 1 4 16",
    "streamgauge config validate bench.yaml",
    "streamgauge config show bench.yaml --parallel 8",
    "streamgauge perf --config bench.yaml --dry-run",
  ],
  operands: ACTIONS,
  loadOptions: () => Promise.resolve([]),
  loadFurtherOptions: async () => (await import("../../config/options/perf_options.ts")).PERF_OPTIONS,
  run: runConfig,
};

/** Writes, checks or explains a configuration file. */
async function runConfig(argv: readonly string[], context: CommandContext): Promise<number> {
  const [, second] = argv;
  const action = takeAction(argv, ACTIONS);
  const file = second === undefined || second.startsWith("-") ? null : second;
  const rest = argv.slice(file === null ? 1 : 2);
  if (action === "init") return await writeStarter(file, rest, context);
  const perfArgv = file === null ? rest : ["--config", file, ...rest];
  return action === "validate" ? await validate(perfArgv, context) : await show(perfArgv, context);
}

async function writeStarter(
  file: string | null,
  rest: readonly string[],
  { terminal }: CommandContext,
): Promise<number> {
  const { renderStarterFile } = await import("../../config/file/starter_file.ts");
  const given = await readGiven(rest);
  if (file === null) {
    terminal.print(renderStarterFile("yaml", given));
    return EXIT_CODES.fine;
  }
  if (/\.json$/i.test(file)) {
    throw new UsageError(`Cannot write "${file}": JSON has no comments`, { hint: "Name it .yaml or .toml" });
  }
  try {
    await Deno.writeTextFile(file, renderStarterFile(/\.toml$/i.test(file) ? "toml" : "yaml", given), {
      createNew: true,
    });
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AlreadyExists ? "it exists already" : String(cause);
    throw new UsageError(`Cannot write "${file}": ${reason}`, { cause, hint: "Choose another name" });
  }
  terminal.log(toVisible(`Wrote ${file}; check it with: streamgauge config validate ${file}`));
  return EXIT_CODES.fine;
}

/** Reads a command line whose options are to stand in the file. */
async function readGiven(argv: readonly string[]): Promise<ReadonlyMap<string, RawValue>> {
  const { parseOptions } = await import("../../config/parsing/parse_options.ts");
  const { PERF_OPTIONS } = await import("../../config/options/perf_options.ts");
  const { describeStrayWords } = await import("../../config/parsing/argument_reader.ts");
  const { given, problems, words } = parseOptions(PERF_OPTIONS, argv, {});
  throwProblems([...problems, ...describeStrayWords(words)]);
  return given;
}

async function validate(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const { parsed, plan } = await readPlan(argv, env);
  for (const note of plan.notes) terminal.log(toVisible(`Note: ${note}`));
  const names = plan.steps.map(({ name }) => name).join(", ");
  terminal.print(`${parsed.values.config ?? "The configuration"} is valid: ${names}`);
  return EXIT_CODES.fine;
}

async function readPlan(argv: readonly string[], env: CommandContext["env"]) {
  const { readPerfOptions } = await import("../../config/file/read_perf_options.ts");
  const { resolveParsed } = await import("../../config/resolve_run_plan.ts");
  const parsed = await readPerfOptions({ argv, env });
  return { parsed, plan: resolveParsed(parsed, env) };
}

async function show(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const { parsed, plan } = await readPlan(argv, env);
  const { listValues } = await import("../../config/list_values.ts");
  const values = listValues(parsed);
  if (plan.output.json) {
    const options = values.map(({ key, value, source }) => ({ key, value, from: source.kind, name: source.name }));
    const { steps, load, notes } = plan;
    const points = steps.map(({ args: _args, ...step }) => step);
    terminal.print(JSON.stringify({ options, points, load, notes }, null, 2));
    return EXIT_CODES.fine;
  }
  const { describePlan } = await import("../../app/preview/plan_text.ts");
  const style = createStyle(terminal.stdout);
  const lines = values.map((shown) => renderValue(shown, style));
  terminal.print([...lines, "", ...describePlan(plan)].join("\n"));
  return EXIT_CODES.fine;
}

/** Values are padded to here, so that their sources stand below each other. */
const SOURCE_COLUMN = 48;

function renderValue({ key, value, source }: ShownValue, style: Style): string {
  const text = `${key}: ${value === null ? "" : JSON.stringify(value)}`.padEnd(SOURCE_COLUMN);
  const from = source.kind === "default" ? "default" : `${source.kind}: ${source.name}`;
  return `${text} ${source.kind === "default" ? style.faint(`# ${from}`) : `# ${from}`}`;
}
