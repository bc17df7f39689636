/** Tells whether a command is in one of the folders of `PATH`. */
export async function isExecutableFound(name: string, path: string): Promise<boolean> {
  for (const folder of path.split(":")) {
    if (folder !== "" && await isExecutable(`${folder}/${name}`)) return true;
  }
  return false;
}

/** Tells whether a path is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory ?? false;
}

/** Tells whether a path is a file. */
export async function isFile(path: string): Promise<boolean> {
  return (await statOf(path))?.isFile ?? false;
}

/** Any of the three execute bits. */
const EXECUTE_BITS = 0o111;

async function isExecutable(path: string): Promise<boolean> {
  const found = await statOf(path);
  return found !== null && found.isFile && ((found.mode ?? 0) & EXECUTE_BITS) !== 0;
}

async function statOf(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch {
    // Whatever cannot be looked at cannot be used either.
    return null;
  }
}
