import { planSimulation, startSimulation } from "../../app/simulate.ts";
import { describeStrayWords } from "../../config/parsing/argument_reader.ts";
import { parseOptions } from "../../config/parsing/parse_options.ts";
import { SIMULATE_OPTIONS, type SimulateValues } from "../../config/simulate_options.ts";
import { type Problem, throwProblems, UsageError } from "../../core/errors.ts";
import type { CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type StopWatch, watchStopSignals } from "../terminal/stop_signals.ts";

/** Runs a simulator until a signal comes or, if asked for, standard input closes. */
export async function runSimulateCommand(argv: readonly string[], { terminal }: CommandContext): Promise<number> {
  const values = readValues(argv);
  using stop = watchStopSignals(() => {});
  const simulation = await startSimulation(planSimulation(values), values.stats);
  terminal.print(`Listening on ${simulation.url}`);
  await waitForEnd(stop, values);
  terminal.print(await simulation.stop());
  return EXIT_CODES.fine;
}

/** The environment is not asked: `STREAMGAUGE_MODEL` and the like mean the client. */
function readValues(argv: readonly string[]): SimulateValues {
  const parsed = parseOptions(SIMULATE_OPTIONS, argv, {});
  // `OptionTable<SimulateValues>` ties each schema and default to the type of its key.
  const values = parsed.values as unknown as SimulateValues;
  throwProblems([...parsed.problems, ...describeStrayWords(parsed.words), ...findProblems(values)]);
  return values;
}

function findProblems(values: SimulateValues): readonly Problem[] {
  try {
    planSimulation(values);
    return [];
  } catch (error) {
    if (error instanceof UsageError) return error.problems;
    throw error;
  }
}

async function waitForEnd(stop: StopWatch, { exit_with_stdin }: SimulateValues): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (stop.admitting.aborted) resolve();
    stop.admitting.addEventListener("abort", () => resolve(), { once: true });
  });
  await (exit_with_stdin ? Promise.race([stopped, readToEnd(Deno.stdin.readable)]) : stopped);
}

async function readToEnd(stream: ReadableStream<Uint8Array>): Promise<void> {
  const reader = stream.getReader();
  while (!(await reader.read()).done);
}
