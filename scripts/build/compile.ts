import { ENGINE_FLAGS } from "../engine_flags.ts";
import { PROGRAM_PERMISSIONS } from "../program_permissions.ts";
import type { Bundle } from "./bundle.ts";

/** Machines that a binary is released for, by the names that `deno compile` gives them. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

/** A machine that a binary is released for. */
export type Target = typeof TARGETS[number];

/** What to compile, with what, into which file. */
export interface CompileOptions {
  /** The folder of the bundle; nothing else may be in it. */
  readonly folder: string;
  readonly bundle: Bundle;
  readonly output: string;
  /** The `deno` to compile with. */
  readonly compiler: string;
  /** `null`: the machine this runs on. */
  readonly target: Target | null;
}

/** Returns the arguments of `deno compile` for a bundle. */
export function compileArguments(options: CompileOptions): string[] {
  return [
    "compile",
    "--quiet",
    "--no-check",
    "--no-prompt",
    ...ENGINE_FLAGS,
    ...PROGRAM_PERMISSIONS,
    ...(options.target === null ? [] : ["--target", options.target]),
    ...[...options.bundle.workers, ...options.bundle.data].flatMap((file) => ["--include", file]),
    "--output",
    options.output,
    options.bundle.main,
  ];
}

/** Makes one binary of a bundle with `deno compile`. */
export async function compileBinary(options: CompileOptions): Promise<void> {
  // A configuration of its own keeps that of the project, and its packages, out of the binary.
  await Deno.writeTextFile(`${options.folder}/deno.json`, "{}\n");
  const command = new Deno.Command(options.compiler, {
    args: compileArguments(options),
    cwd: options.folder,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  });
  const { code } = await command.output();
  if (code !== 0) throw new Error(`"${options.compiler} compile" ended with exit code ${code}`);
}
