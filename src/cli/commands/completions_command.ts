import type { Command, CommandContext } from "../command.ts";

/** Prints scripts that complete commands, options and values in a shell. */
export const COMPLETIONS_COMMAND: Command = {
  name: "completions",
  summary: "Print a completion script for bash, zsh or fish",
  usage: "streamgauge completions bash|zsh|fish",
  description: ["Prints a script that completes commands, options and their values with the Tab key."],
  examples: [
    "# bash, in ~/.bashrc\nsource <(streamgauge completions bash)",
    '# zsh\nstreamgauge completions zsh > "${fpath[1]}/_streamgauge"',
    "# fish\nstreamgauge completions fish > ~/.config/fish/completions/streamgauge.fish",
  ],
  operands: ["bash", "zsh", "fish"],
  loadOptions: () => Promise.resolve([]),
  run: async (argv: readonly string[], context: CommandContext): Promise<number> =>
    (await import("./run_completions_command.ts")).runCompletionsCommand(argv, context),
};
