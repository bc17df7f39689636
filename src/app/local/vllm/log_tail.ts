/** Enough for the end of a Python traceback. */
const TAIL_BYTES = 8192;

/** Reads the last lines of a file that may still grow; none where there is no file. */
export async function readLastLines(path: string, count: number): Promise<readonly string[]> {
  const text = await readEnd(path);
  return text.split(/[\r\n]+/).map((line) => line.trimEnd()).filter((line) => line !== "").slice(-count);
}

async function readEnd(path: string): Promise<string> {
  try {
    using file = await Deno.open(path, { read: true });
    const { size } = await file.stat();
    await file.seek(Math.max(0, size - TAIL_BYTES), Deno.SeekMode.Start);
    return await new Response(file.readable).text();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return "";
    throw cause;
  }
}
