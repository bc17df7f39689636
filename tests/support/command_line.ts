import { runCommandLine } from "../../src/cli/run_cli.ts";
import { createTerminal } from "../../src/cli/terminal/terminal.ts";
import { createFakeOutput } from "../cli/terminal/fake_output.ts";

/** What a command line printed, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, without a terminal. */
export async function runHere(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const [stdout, stderr] = [createFakeOutput({ isTerminal: false }), createFakeOutput({ isTerminal: false })];
  const code = await runCommandLine(argv, { terminal: createTerminal({ stdout, stderr }), env });
  return { code, stdout: stdout.written.join(""), stderr: stderr.written.join("") };
}
