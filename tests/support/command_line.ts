import { runCommandLine } from "../../src/cli/run_cli.ts";
import { withoutBusyMachine } from "./program.ts";
import { createTerminal } from "../../src/cli/terminal/terminal.ts";
import { createFakeOutput } from "../cli/terminal/fake_output.ts";

/** What a command line printed, and its exit code. */
export interface CommandResult {
  /** As the program ended, but where a busy machine made the client the limit: that counts as fine. */
  readonly code: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, without a terminal. */
export async function runHere(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const [stdout, stderr] = [createFakeOutput({ isTerminal: false }), createFakeOutput({ isTerminal: false })];
  const exitCode = await runCommandLine(argv, { terminal: createTerminal({ stdout, stderr }), env });
  return {
    code: withoutBusyMachine(exitCode),
    exitCode,
    stdout: stdout.written.join(""),
    stderr: stderr.written.join(""),
  };
}
