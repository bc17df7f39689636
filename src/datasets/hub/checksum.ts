import { isMissing } from "../../core/files.ts";
import { createHash } from "node:crypto";

/** Computes the SHA-256 of a file, read as a stream, in hexadecimal. */
export async function computeSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await Deno.open(path, { read: true });
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

/** Returns where the checksum of a file is kept: beside it. */
export function checksumPath(path: string): string {
  return `${path}.sha256`;
}

/** Tells whether a file is there with the checksum that stands beside it. */
export async function isIntact(path: string): Promise<boolean> {
  try {
    const expected = await Deno.readTextFile(checksumPath(path));
    return expected.trim() === await computeSha256(path);
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw cause;
  }
}
