import type { CommandCompletion } from "../completions/completion_model.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeOperand } from "../operands.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

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
  operands: SHELLS,
  loadOptions: () => Promise.resolve([]),
  run: runCompletions,
};

/** Prints the completion script of a shell. */
async function runCompletions(argv: readonly string[], { terminal, commands }: CommandContext): Promise<number> {
  const { parseOptions } = await import("../../config/parsing/parse_options.ts");
  const shell = takeOperand(parseOptions([], argv, {}), { what: "shell", allowed: SHELLS });
  const { loadCompletions } = await import("../completions/completion_model.ts");
  terminal.print(await renderScript(shell, await loadCompletions(commands)));
  return EXIT_CODES.fine;
}

async function renderScript(shell: string, commands: readonly CommandCompletion[]): Promise<string> {
  if (shell === "bash") return (await import("../completions/bash_script.ts")).renderBashScript(commands);
  if (shell === "zsh") return (await import("../completions/zsh_script.ts")).renderZshScript(commands);
  return (await import("../completions/fish_script.ts")).renderFishScript(commands);
}
