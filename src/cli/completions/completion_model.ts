import type { OptionSpec } from "../../config/option_spec.ts";
import type { Command } from "../command.ts";

/** One flag as a shell completes it. */
export interface FlagCompletion {
  /** With its dashes. */
  readonly flag: string;
  /** With its dash; `null`: none. */
  readonly short: string | null;
  readonly help: string;
  readonly takesValue: boolean;
  /** Words to offer for the value. */
  readonly choices: readonly string[];
  readonly path: "file" | "directory" | null;
}

/** One command as a shell completes it. */
export interface CommandCompletion {
  readonly name: string;
  readonly summary: string;
  readonly operands: readonly string[];
  readonly flags: readonly FlagCompletion[];
}

/** Loads what shells need of all commands. */
export async function loadCompletions(commands: readonly Command[]): Promise<readonly CommandCompletion[]> {
  return await Promise.all(commands.map(async (command) => {
    const further = await command.loadFurtherOptions?.() ?? [];
    return toCompletions(command, [...await command.loadOptions(), ...further]);
  }));
}

/** Reduces a command and its options to what shells need. */
function toCompletions(command: Command, options: readonly OptionSpec[]): CommandCompletion {
  const help: FlagCompletion = {
    flag: "--help",
    short: "-h",
    help: "Show this help",
    takesValue: false,
    choices: [],
    path: null,
  };
  const { name, summary, operands } = command;
  return { name, summary, operands, flags: [...options.flatMap(toFlags), help] };
}

function toFlags(spec: OptionSpec): readonly FlagCompletion[] {
  const flag: FlagCompletion = {
    flag: `--${spec.flag}`,
    short: spec.short === undefined ? null : `-${spec.short}`,
    help: spec.help,
    takesValue: spec.arity !== "flag" && spec.arity !== "tristate",
    choices: spec.choices ?? [],
    path: spec.completes ?? null,
  };
  if (spec.arity !== "tristate") return [flag];
  return [flag, { ...flag, flag: `--no-${spec.flag}`, short: null, help: `Not: ${spec.help}` }];
}
