import { dirname } from "node:path";

/** A new folder with files in it, removed in the end. */
export interface TemporaryFiles extends AsyncDisposable {
  readonly folder: string;
}

/** Writes files, by their paths below a new folder. */
export async function writeTemporaryFiles(files: Readonly<Record<string, string>>): Promise<TemporaryFiles> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${folder}/${name}`), { recursive: true });
    await Deno.writeTextFile(`${folder}/${name}`, content);
  }
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}
