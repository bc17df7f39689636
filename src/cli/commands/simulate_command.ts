import type { Command, CommandContext } from "../command.ts";

/** Runs the embedded service. */
export const SIMULATE_COMMAND: Command = {
  name: "simulate",
  summary: "Run a simulated LLM service with exactly known behaviour",
  usage: "streamgauge simulate [options]",
  description: [
    "Serves OpenAI-compatible chat completions, completions, models, embeddings and rerank, with settable times, " +
    "contents and faults. The first line on standard output is its address; at the end (Ctrl-C) it prints what it " +
    "really sent and how late it was, so that a distortion can be told from the client's.",
  ],
  examples: [
    "streamgauge simulate --ttft 100 --itl 20 --tokens 128",
    "streamgauge simulate --port 0 --fault reset=0.05 --seed 7",
  ],
  operands: [],
  loadOptions: async () => (await import("../../config/simulate_options.ts")).SIMULATE_OPTIONS,
  run: async (argv: readonly string[], context: CommandContext): Promise<number> =>
    (await import("./run_simulate_command.ts")).runSimulateCommand(argv, context),
};
