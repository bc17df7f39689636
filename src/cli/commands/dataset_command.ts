import type { Command, CommandContext } from "../command.ts";

/** Shows datasets, and fetches them ahead of a run. */
export const DATASET_COMMAND: Command = {
  name: "dataset",
  summary: "Look into a dataset, fetch it ahead of a run, or list all of them",
  usage: "streamgauge dataset preview|fetch|list [options of perf]",
  description: [
    "preview shows the first sessions (-n, 3 by default) as a run would send them, images as their sizes, and how long " +
    "the first 200 are in tokens. fetch downloads a dataset, and the tokenizer, into the cache, for runs without a " +
    "network; with -n only as much as so many sessions need. list names all datasets.",
    "All options of perf are taken; those that are about the service and the load have no effect here. With --json " +
    "the result is JSON.",
  ],
  examples: [
    "streamgauge dataset preview --dataset random --max-prompt-length 100 -n 3",
    'streamgauge dataset preview --dataset file:prompts.csv \\\n  --dataset-args \'{"column": "question"}\'',
    'streamgauge dataset fetch --dataset hf:owner/name \\\n  --dataset-args \'{"split": "test"}\'',
    "streamgauge dataset list",
  ],
  operands: ["preview", "fetch", "list"],
  loadOptions: () => Promise.resolve([]),
  loadFurtherOptions: async () => (await import("../../config/options/perf_options.ts")).PERF_OPTIONS,
  run: async (argv: readonly string[], context: CommandContext): Promise<number> =>
    (await import("./run_dataset_command.ts")).runDatasetCommand(argv, context),
};
