import type { LoadHost } from "../app/run/load_host.ts";
import type { OptionSpec } from "../config/option_spec.ts";
import type { Environment } from "../config/parsing/environment.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Environment;
  /** What a run stands on; asked for by commands that send something, once for each clock that begins. */
  readonly createHost: () => Promise<LoadHost>;
  /** All commands of the program. */
  readonly commands: readonly Command[];
}

/** A command of the tree. Whatever is heavy is loaded when the command runs. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly usage: string;
  /** Paragraphs at the top of the help. */
  readonly description: readonly string[];
  readonly examples: readonly string[];
  /** Words that may follow the command, for completion. */
  readonly operands: readonly string[];
  /** Folders of results follow the command. */
  readonly takesFolders?: boolean;
  loadOptions(): Promise<readonly OptionSpec[]>;
  /** Options that it takes besides, explained by the help of another command; for completion. */
  loadFurtherOptions?(): Promise<readonly OptionSpec[]>;
  /** Returns the exit code. */
  run(argv: readonly string[], context: CommandContext): Promise<number>;
}
