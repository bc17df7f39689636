import type { LoadHost } from "../app/run/load_host.ts";
import { suggest } from "../config/parsing/suggestion.ts";
import { createClock, takeOriginEpochMs } from "../core/clock.ts";
import { UsageError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import type { Command, CommandContext } from "./command.ts";
import { COMMANDS } from "./command_tree.ts";
import { describeError, exitCodeOf } from "./error_text.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { MAX_HELP_WIDTH, renderCommandHelp, renderProgramHelp, renderShortHelp } from "./help/help_text.ts";
import { createOutput, type Output, type ProcessOutput } from "./terminal/output.ts";
import { createStyle } from "./terminal/style.ts";
import { createTerminal } from "./terminal/terminal.ts";

/** Runs the program on a command line and returns the exit code; every error ends as text on standard error. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const env = Deno.env.toObject();
  const stdout = createOutput(Deno.stdout, { env });
  const stderr = createOutput(Deno.stderr, { env, mostQueuedBytes: MAX_LOG_BYTES, sharesScreenWith: stdout });
  const code = await runCommandLine(argv, { terminal: createTerminal({ stdout, stderr }), env, createHost });
  await stdout.flush();
  const failure = stdout.failure();
  if (failure !== null) stderr.write(`Error: Cannot write to standard output: ${failure}\n`);
  await flushWithin(stderr, LOG_PATIENCE_MS);
  return failure !== null && code === EXIT_CODES.fine ? EXIT_CODES.data : code;
}

/** Loaded only by what sends something. */
async function createHost(): Promise<LoadHost> {
  return (await import("../app/perf/process_host.ts")).createProcessHost();
}

/** A log that nobody reads is not kept for longer. */
const MAX_LOG_BYTES = 1_000_000;
/** So long a reader of the log may hold up the end of the program; one of the results as long as it likes. */
const LOG_PATIENCE_MS = 5000;

async function flushWithin(output: ProcessOutput, patienceMs: number): Promise<void> {
  const clock = createClock(takeOriginEpochMs());
  const over = new AbortController();
  const flushed = output.flush().then(() => over.abort());
  await Promise.race([flushed, clock.sleepUntil(clock.nowMs() + patienceMs, over.signal)]);
}

/** Runs a command line on a terminal and returns the exit code; every error ends as text on it. */
export async function runCommandLine(
  argv: readonly string[],
  given: Omit<CommandContext, "commands">,
): Promise<number> {
  const { terminal } = given;
  try {
    return await dispatch(argv, { ...given, commands: COMMANDS });
  } catch (error) {
    terminal.endProgress();
    const command = COMMANDS.find(({ name }) => name === argv[0])?.name ?? null;
    terminal.log(describeError(error, { style: createStyle(terminal.stderr), command }));
    return exitCodeOf(error);
  }
}

async function dispatch(argv: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = argv;
  const { terminal } = context;
  if (name === undefined) {
    terminal.log(renderProgramHelp(COMMANDS, layoutFor(terminal.stderr)));
    return EXIT_CODES.usage;
  }
  if (name === "--version" || name === "-V") return print(context, `streamgauge ${VERSION}`);
  if (isHelp(name) || name === "help") return await showHelp(rest[0], context);
  const command = findCommand(name);
  const help = findHelpFlag(rest);
  if (help === undefined) return await command.run(rest, context);
  return await showHelp(name, context, help === "-h" ? renderShortHelp : renderCommandHelp);
}

async function showHelp(
  name: string | undefined,
  context: CommandContext,
  render: typeof renderCommandHelp = renderCommandHelp,
): Promise<number> {
  const layout = layoutFor(context.terminal.stdout);
  if (name === undefined) return print(context, renderProgramHelp(COMMANDS, layout));
  const command = findCommand(name);
  return print(context, render(command, await command.loadOptions(), layout));
}

function print({ terminal }: CommandContext, text: string): number {
  terminal.printPage(text);
  return EXIT_CODES.fine;
}

function findCommand(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = COMMANDS.map((command) => command.name);
  if (name.startsWith("-")) {
    throw new UsageError(`A command must come before "${name}"`, { hint: `Commands: ${names.join(", ")}` });
  }
  const near = suggest(name, names);
  const hint = near === null
    ? `Commands: ${names.join(", ")}`
    : `Did you mean "${near}"? Commands: ${names.join(", ")}`;
  throw new UsageError(`Unknown command "${name}"`, { hint });
}

function isHelp(argument: string): boolean {
  return argument === "--help" || argument === "-h";
}

/** Help wins over everything else on the line, up to a `--`. */
function findHelpFlag(argv: readonly string[]): string | undefined {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? argv.length : end).findLast(isHelp);
}

function layoutFor(output: Output): { width: number; style: ReturnType<typeof createStyle> } {
  return { width: Math.min(MAX_HELP_WIDTH, output.width(80)), style: createStyle(output) };
}
