import { type Program, runProgram } from "../program/program.ts";

/**
 * A root directory that holds the binary, the dynamic loader and the C libraries the binary links, and nothing else.
 * The kernel's `/proc` is mounted in it, as in every container: the runtime finds its own program through it.
 */
export interface EmptyRoot {
  readonly folder: string;
  /** Starts the binary with the folder as its root directory. */
  readonly program: Program;
}

const BINARY = "/streamgauge";
// Nothing of the environment goes along: it names files of this machine, such as its certificates.
const ENTER = 'mount --rbind /proc "$0/proc" && exec env -i PATH="$PATH" chroot "$0" "$@"';

/** Lays out an empty root directory with a binary; `null` where root directories cannot be changed. */
export async function createEmptyRoot(binary: string, folder: string): Promise<EmptyRoot | null> {
  for (const library of await listLibraries(binary)) {
    await Deno.mkdir(`${folder}${library.slice(0, library.lastIndexOf("/"))}`, { recursive: true });
    // Follows links: the loader is one on most systems.
    await Deno.copyFile(library, `${folder}${library}`);
  }
  await Deno.copyFile(binary, `${folder}${BINARY}`);
  await Deno.chmod(`${folder}${BINARY}`, 0o755);
  await Deno.mkdir(`${folder}/proc`);
  const enter = ["--mount", "sh", "-c", ENTER, folder, BINARY];
  const ways: readonly Program[] = [
    { command: "unshare", args: enter },
    { command: "unshare", args: ["--map-root-user", ...enter] },
  ];
  for (const program of ways) if (await canStart(program)) return { folder, program };
  return null;
}

/** Absolute paths of the loader and the libraries that a binary links. */
async function listLibraries(binary: string): Promise<string[]> {
  const { code, stdout, stderr } = await runProgram({ command: "ldd", args: [] }, [binary]);
  if (code !== 0) throw new Error(`"ldd ${binary}" gave exit code ${code}: ${stderr}`);
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
}

/** Tells a root that cannot be changed from a binary that cannot run in it: only the former is excused. */
async function canStart(program: Program): Promise<boolean> {
  try {
    const { code, stderr } = await runProgram(program, ["--version"]);
    if (code === 0) return true;
    if (/operation not permitted|permission denied|unshare failed/i.test(stderr)) return false;
    throw new Error(`The binary does not run in an empty root directory, exit code ${code}: ${stderr}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
