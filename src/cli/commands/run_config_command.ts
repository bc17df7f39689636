import { toVisible } from "../../core/visible_text.ts";
import { describePlan } from "../../app/preview/plan_text.ts";
import { readPerfOptions } from "../../config/file/read_perf_options.ts";
import { renderStarterFile } from "../../config/file/starter_file.ts";
import { listValues, type ShownValue } from "../../config/list_values.ts";
import { parseOptions } from "../../config/parsing/parse_options.ts";
import { resolveParsed } from "../../config/resolve_run_plan.ts";
import { UsageError } from "../../core/errors.ts";
import type { CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeOperand } from "../operands.ts";
import { createStyle, type Style } from "../terminal/style.ts";
import { CONFIG_COMMAND } from "./config_command.ts";

/** Writes, checks or explains a configuration file. */
export async function runConfigCommand(argv: readonly string[], context: CommandContext): Promise<number> {
  const [first, second] = argv;
  const action = takeOperand(parseOptions([], first === undefined || first.startsWith("-") ? [] : [first], {}), {
    what: "action",
    allowed: CONFIG_COMMAND.operands,
  });
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
  if (rest.length > 0) {
    throw new UsageError(`Unexpected "${rest[0]}" after config init`, { hint: "It takes the name of a file alone" });
  }
  if (file === null) {
    terminal.print(renderStarterFile("yaml"));
    return EXIT_CODES.fine;
  }
  if (/\.json$/i.test(file)) {
    throw new UsageError(`Cannot write "${file}": JSON has no comments`, { hint: "Name it .yaml or .toml" });
  }
  try {
    await Deno.writeTextFile(file, renderStarterFile(/\.toml$/i.test(file) ? "toml" : "yaml"), { createNew: true });
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AlreadyExists ? "it exists already" : String(cause);
    throw new UsageError(`Cannot write "${file}": ${reason}`, { cause, hint: "Choose another name" });
  }
  terminal.log(toVisible(`Wrote ${file}; check it with: streamgauge config validate ${file}`));
  return EXIT_CODES.fine;
}

async function validate(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const parsed = await readPerfOptions({ argv, env });
  const plan = resolveParsed(parsed, env);
  for (const note of plan.notes) terminal.log(toVisible(`Note: ${note}`));
  const names = plan.steps.map(({ name }) => name).join(", ");
  terminal.print(`${parsed.values.config ?? "The configuration"} is valid: ${names}`);
  return EXIT_CODES.fine;
}

async function show(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const parsed = await readPerfOptions({ argv, env });
  const plan = resolveParsed(parsed, env);
  const values = listValues(parsed);
  if (plan.output.json) {
    const options = values.map(({ key, value, source }) => ({ key, value, from: source.kind, name: source.name }));
    const { steps, load, notes } = plan;
    const points = steps.map(({ args: _args, ...step }) => step);
    terminal.print(JSON.stringify({ options, points, load, notes }, null, 2));
    return EXIT_CODES.fine;
  }
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
