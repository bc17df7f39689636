import { fileURLToPath } from "node:url";
import { PROGRAM_PERMISSIONS } from "../program_permissions.ts";

/** A way to start the program: a command and the arguments that come before those of the program. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a finished program leaves. */
export interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as it stands in the source. */
export function programFromSource(): Program {
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  return { command: Deno.execPath(), args: ["run", "--no-prompt", "--quiet", ...PROGRAM_PERMISSIONS, main] };
}

/** The program as one binary. */
export function programFromBinary(path: string): Program {
  return { command: path, args: [] };
}

/** Runs the program to its end, with more in its environment where that is given. */
export async function runProgram(
  program: Program,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ending> {
  const { code, stdout, stderr } = await new Deno.Command(program.command, {
    args: [...program.args, ...args],
    stdin: "null",
    env,
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
