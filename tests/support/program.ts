import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { EXIT_CODES } from "../../src/cli/exit_codes.ts";
import { PROGRAM_PERMISSIONS } from "../../scripts/program_permissions.ts";
import { TEST_PROGRAM_VARIABLE } from "../../scripts/tests/test_program_variable.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
/** What the program may do. */
export const PERMISSIONS: readonly string[] = ["--no-prompt", ...PROGRAM_PERMISSIONS];

/** What a runtime is started with to run the program from source. */
export const SOURCE_ARGUMENTS: readonly string[] = ["run", ...PERMISSIONS, MAIN];

const BUNDLED = Deno.env.get(TEST_PROGRAM_VARIABLE);

/** The same with the program in few modules, where the tests are run by the test command, which has made them once. */
export const PROGRAM_ARGUMENTS: readonly string[] = BUNDLED === undefined
  ? SOURCE_ARGUMENTS
  : ["run", ...PERMISSIONS, "--no-config", BUNDLED];

/** How the program ended and what it said. */
export interface ProgramResult {
  /** As it ended, but where a busy machine made the client the limit: that counts as fine. */
  readonly code: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of a start of the program. */
export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What the runtime is started with: `SOURCE_ARGUMENTS` for what only the source can. */
  readonly start?: readonly string[];
}

/** Starts the program in a process of its own; output and errors are read through pipes. */
export function startProgram(
  argv: readonly string[],
  { env = {}, cwd, start = PROGRAM_ARGUMENTS }: ProgramOptions = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...start, ...argv],
    env: { ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(cwd === undefined ? {} : { cwd }),
  }).spawn();
}

/** Runs the program to its end. */
export async function runProgram(argv: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  return readOutput(await startProgram(argv, options).output());
}

/** What a program that has ended said, as text. */
export function readOutput({ code: exitCode, stdout, stderr }: Deno.CommandOutput): ProgramResult {
  const [text, errors] = [new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)];
  checkReadable(text + errors);
  return { code: withoutBusyMachine(exitCode), exitCode, stdout: text, stderr: errors };
}

/** The compiler lets every value into a text: what nobody can read must not come out of any command. */
export function checkReadable(output: string): void {
  // The line is looked for afterwards: a pattern of all of it would go through each line anew from each of its characters.
  const at = output.search(/\[object |: undefined\b|\bNaN /);
  const line = output.slice(output.lastIndexOf("\n", at) + 1).split("\n", 1)[0];
  assert.ok(at < 0, `a value that is no text was printed: ${line}`);
}

/** A machine that is busy with other tests makes the client the limit, which only tests about that ask for. */
export function withoutBusyMachine(exitCode: number): number {
  return exitCode === EXIT_CODES.invalid ? EXIT_CODES.fine : exitCode;
}
