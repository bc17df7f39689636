import type { LoadHost } from "../../src/app/run/load_host.ts";
import { runCommandLine } from "../../src/cli/run_cli.ts";
import { checkReadable, withoutBusyMachine } from "./program.ts";
import { createTerminal } from "../../src/cli/terminal/terminal.ts";
import { createFakeOutput } from "../cli/terminal/fake_output.ts";
import { createInlineHost } from "./inline_host.ts";

/** What a command line printed, and its exit code. */
export interface CommandResult {
  /** As the program ended, but where a busy machine made the client the limit: that counts as fine. */
  readonly code: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command line runs. */
export interface CommandPlace {
  readonly env?: Readonly<Record<string, string>>;
  /** What its runs stand on; absent: sockets and clock are real, the event loop is that of the tests. */
  readonly createHost?: () => LoadHost;
}

/** Runs a command line in this process, without a terminal. */
export async function runHere(
  argv: readonly string[],
  { env = {}, createHost = createInlineHost }: CommandPlace = {},
): Promise<CommandResult> {
  const [stdout, stderr] = [createFakeOutput({ isTerminal: false }), createFakeOutput({ isTerminal: false })];
  const terminal = createTerminal({ stdout, stderr });
  const exitCode = await runCommandLine(argv, { terminal, env, createHost: () => Promise.resolve(createHost()) });
  const [text, errors] = [stdout.written.join(""), stderr.written.join("")];
  checkReadable(text + errors);
  return { code: withoutBusyMachine(exitCode), exitCode, stdout: text, stderr: errors };
}
