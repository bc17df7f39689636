/** Gives a new folder to use and removes it with all it holds. */
export async function withTemporaryFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await Deno.makeTempDir();
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Gives the path of a new file with this content. */
export function withTemporaryFile(
  content: string | Uint8Array,
  use: (path: string) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const path = `${folder}/data.txt`;
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    await use(path);
  });
}
