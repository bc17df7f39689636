import type { Command, CommandContext } from "../command.ts";

/** Lists what can be chosen by name. */
export const LIST_COMMAND: Command = {
  name: "list",
  summary: "List APIs, datasets, or metrics with their definitions",
  usage: "streamgauge list apis|datasets|metrics [--json]",
  description: ["Lists the dialects for --api, the datasets for --dataset, or the metrics with their definitions."],
  examples: ["streamgauge list metrics", "streamgauge list datasets --json"],
  operands: ["apis", "datasets", "metrics"],
  loadOptions: async () => (await import("../../config/options/list_options.ts")).LIST_OPTIONS,
  run: async (argv: readonly string[], context: CommandContext): Promise<number> =>
    (await import("./run_list_command.ts")).runListCommand(argv, context),
};
