import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { bundleModules } from "../build/bundle.ts";
import { installPackages } from "../build/packages.ts";

/** What a bundle is made of, below the root. */
const INPUTS: readonly string[] = ["main.ts", "deno.json", "deno.lock", "src", "scripts/build"];
/** A bundle that nobody made for so long is of sources that are gone. */
const MAX_AGE_MS = 24 * 3_600_000;

/**
 * Returns the program as few modules, for tests that start it: from source each start loads some 800, which takes a third
 * of what a short run takes. It is made once for each state of the sources, below `folder`.
 */
export async function makeTestProgram(root: string, folder: string): Promise<string> {
  const kept = `${folder}/${await computeMark(root)}`;
  await Deno.mkdir(folder, { recursive: true });
  await removeOld(folder, kept);
  if (!await isThere(`${kept}/main.js`)) await make(root, kept);
  return `${kept}/main.js`;
}

/** Complete or not there: another run of the tests may make the same one. */
async function make(root: string, kept: string): Promise<void> {
  const temporary = await Deno.makeTempDir({ dir: dirname(kept), prefix: "making_" });
  try {
    await installPackages(root, `${temporary}/packages`);
    const output = `${temporary}/bundle`;
    await bundleModules({ root, entry: "main.ts", packages: `${temporary}/packages`, output });
    await Deno.rename(output, kept).catch(async (cause) => {
      if (!await isThere(`${kept}/main.js`)) throw cause;
    });
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

/** Differs where anything differs that a bundle is made of. */
async function computeMark(root: string): Promise<string> {
  const hash = createHash("sha256").update(Deno.version.deno);
  for (const input of INPUTS) {
    for (const path of await listFiles(`${root}/${input}`)) {
      const content = await Deno.readFile(path);
      hash.update(`\n${path.slice(root.length)} ${content.length}\n`).update(content);
    }
  }
  return hash.digest("hex").slice(0, 16);
}

async function listFiles(path: string): Promise<readonly string[]> {
  if ((await Deno.stat(path)).isFile) return [path];
  const names = (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name).sort();
  return (await Promise.all(names.map((name) => listFiles(`${path}/${name}`)))).flat();
}

async function removeOld(folder: string, kept: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    const madeAtMs = (await readState(path))?.mtime?.getTime() ?? Date.now();
    if (path === kept || Date.now() - madeAtMs < MAX_AGE_MS) continue;
    await Deno.remove(path, { recursive: true }).catch(ignoreMissing);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await readState(path) !== null;
}

/** `null`: there is nothing of this name. */
async function readState(path: string): Promise<Deno.FileInfo | null> {
  return await Deno.stat(path).catch(ignoreMissing);
}

/** Another run of the tests may have taken away what was just there. */
function ignoreMissing(cause: unknown): null {
  if (cause instanceof Deno.errors.NotFound) return null;
  throw cause;
}
