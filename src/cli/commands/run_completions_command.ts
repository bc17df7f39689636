import { parseOptions } from "../../config/parsing/parse_options.ts";
import type { CommandContext } from "../command.ts";
import { COMMANDS } from "../command_tree.ts";
import { renderBashScript } from "../completions/bash_script.ts";
import { loadCompletions } from "../completions/completion_model.ts";
import { renderFishScript } from "../completions/fish_script.ts";
import { renderZshScript } from "../completions/zsh_script.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeOperand } from "../operands.ts";
import { COMPLETIONS_COMMAND } from "./completions_command.ts";

/** Prints the completion script of a shell. */
export async function runCompletionsCommand(argv: readonly string[], { terminal }: CommandContext): Promise<number> {
  const parsed = parseOptions([], argv, {});
  const shell = takeOperand(parsed, { what: "shell", allowed: COMPLETIONS_COMMAND.operands });
  const commands = await loadCompletions(COMMANDS);
  const render = shell === "bash" ? renderBashScript : shell === "zsh" ? renderZshScript : renderFishScript;
  terminal.print(render(commands));
  return EXIT_CODES.fine;
}
