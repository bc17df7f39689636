/**
 * Modules of the user's own. The compiled program cannot transpile, so types are taken out here: a module that is
 * TypeScript, or reaches some, is copied with all the files that it imports by relative paths.
 */
import { basename, dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DataError, reasonOf } from "../errors.ts";
import { collectModules } from "./module_graph.ts";
import type { SourceModule } from "./module_graph.ts";
import { parseImports } from "./parse_imports.ts";

/** A module that can be imported until this is disposed. */
export interface ImportableModule extends AsyncDisposable {
  readonly url: string;
}

/** Makes a module of the user's own importable; a module that is JavaScript throughout stays where it is. */
export async function prepareModule(url: string): Promise<ImportableModule> {
  const modules = await collectModules(url);
  if (![...modules.values()].some(({ isTyped }) => isTyped)) {
    return { url, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const folder = await Deno.makeTempDir({ prefix: "streamgauge_module_" });
  const remove = () => Deno.remove(folder, { recursive: true });
  try {
    return { url: await copyModules(modules, { entry: url, folder }), [Symbol.asyncDispose]: remove };
  } catch (cause) {
    await remove();
    throw cause;
  }
}

/** Imports a prepared module. */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(url);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DataError(`Cannot import the module "${fileURLToPath(url)}": ${reason}`, { cause });
  }
}

async function copyModules(
  modules: ReadonlyMap<string, SourceModule>,
  { entry, folder }: { entry: string; folder: string },
): Promise<string> {
  const names = new Map([...modules.keys()].map((url, index) => [url, `${index}_${basename(fileURLToPath(url))}.mjs`]));
  const toCopy = (url: string) => pathToFileURL(`${folder}/${names.get(url)}`).href;
  for (const [url, { code }] of modules) {
    const text = await pointElsewhere(code, { url, resolve: (target) => names.has(target) ? toCopy(target) : target });
    await Deno.writeTextFile(`${folder}/${names.get(url)}`, text);
  }
  return toCopy(entry);
}

interface Pointing {
  /** Where the code comes from. */
  readonly url: string;
  resolve(target: string): string;
}

/** Rewrites relative imports to where their modules are now, and `import.meta` to where the code was. */
async function pointElsewhere(code: string, { url, resolve }: Pointing): Promise<string> {
  let text = "";
  let done = 0;
  for (const { kind, specifier, start, end } of await parseImports(code)) {
    const target = kind === "meta" ? describeMeta(url) : JSON.stringify(resolve(new URL(specifier, url).href));
    const isQuoted = kind === "static";
    text += code.slice(done, start) + (isQuoted ? target.slice(1, -1) : target);
    done = end;
  }
  return text + code.slice(done);
}

function describeMeta(url: string): string {
  const filename = fileURLToPath(url);
  return `(${JSON.stringify({ url, filename, dirname: dirname(filename), main: false })})`;
}
