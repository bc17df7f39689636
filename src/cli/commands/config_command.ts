import type { Command, CommandContext } from "../command.ts";

/** Writes, checks and explains configuration files. */
export const CONFIG_COMMAND: Command = {
  name: "config",
  summary: "Write, check or explain a configuration file",
  usage: "streamgauge config init|validate|show [FILE] [options of perf]",
  description: [
    "init writes a commented file to begin with, as YAML or TOML by its name, or prints it; a file that exists is not " +
    "overwritten. validate checks a file, without sending anything. show prints every option of perf with its value " +
    "and where it came from, then the plan in words.",
    "validate and show take all options of perf, and show --json prints JSON. Options come from the command line, else " +
    "from the environment, else from the file, else they have their defaults. Keys of a file are the names of options, " +
    "lists and JSON values are written natively, and ${NAME} or ${NAME:-default} in a text comes from the environment. " +
    "Paths are relative to the current folder.",
  ],
  examples: [
    "streamgauge config init bench.yaml",
    "streamgauge config validate bench.yaml",
    "streamgauge config show bench.yaml --parallel 8",
    "streamgauge perf --config bench.yaml --dry-run",
  ],
  operands: ["init", "validate", "show"],
  loadOptions: () => Promise.resolve([]),
  loadFurtherOptions: async () => (await import("../../config/options/perf_options.ts")).PERF_OPTIONS,
  run: async (argv: readonly string[], context: CommandContext): Promise<number> =>
    (await import("./run_config_command.ts")).runConfigCommand(argv, context),
};
