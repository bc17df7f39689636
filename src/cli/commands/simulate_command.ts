import { describeStrayWords } from "../../config/parsing/argument_reader.ts";
import type { SimulateValues } from "../../config/simulate_options.ts";
import { type Problem, throwProblems, UsageError } from "../../core/errors.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type StopWatch, watchStopSignals } from "../terminal/stop_signals.ts";

const loadTable = async () => (await import("../../config/simulate_options.ts")).SIMULATE_TABLE;

/** Runs the embedded service. */
export const SIMULATE_COMMAND: Command = {
  name: "simulate",
  summary: "Run a simulated LLM service with exactly known behaviour",
  usage: "streamgauge simulate [options]",
  description: [
    "Serves OpenAI-compatible chat completions, completions, models, embeddings and rerank, and Ollama's own chat, " +
    "generate, embed and tags, with settable times, contents and faults. The first line on standard output is its address; at the end (Ctrl-C) it prints what it " +
    "really sent and how late it was, so that a distortion can be told from the client's.",
  ],
  examples: [
    "streamgauge simulate --ttft 100 --itl 20 --tokens 128",
    "streamgauge simulate --port 0 --fault reset=0.05 --seed 7",
  ],
  operands: [],
  loadOptions: async () => Object.values(await loadTable()),
  run: runSimulate,
};

/** Runs a simulator until a signal comes or, if asked for, standard input closes. */
async function runSimulate(argv: readonly string[], { terminal }: CommandContext): Promise<number> {
  const { planSimulation, startSimulation } = await import("../../app/simulate.ts");
  const values = await readValues(argv, planSimulation);
  using stop = watchStopSignals(() => {});
  const simulation = await startSimulation(planSimulation(values), values.stats, values.truth);
  terminal.print(`Listening on ${simulation.url}`);
  await waitForEnd(stop, values);
  terminal.print(await simulation.stop());
  return EXIT_CODES.fine;
}

/** The environment is not asked: `STREAMGAUGE_MODEL` and the like mean the client. */
async function readValues(argv: readonly string[], plan: (values: SimulateValues) => unknown): Promise<SimulateValues> {
  const { parseTable } = await import("../../config/parsing/parse_options.ts");
  const parsed = parseTable(await loadTable(), argv, {});
  const values = parsed.values;
  throwProblems([...parsed.problems, ...describeStrayWords(parsed.words), ...findProblems(() => plan(values))]);
  return values;
}

function findProblems(plan: () => unknown): readonly Problem[] {
  try {
    plan();
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
