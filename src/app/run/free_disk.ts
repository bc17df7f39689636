import { statfs } from "node:fs/promises";

/** Reads how many bytes are free where a folder lies; `null` where the system does not say. */
export async function readFreeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // Some file systems do not tell: then nobody is warned of them.
    return null;
  }
}
