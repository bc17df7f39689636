/**
 * Counts the graphics processors that a program may use: those of `CUDA_VISIBLE_DEVICES` where it is set, else those
 * that `nvidia-smi` lists; none where there is no such command.
 */
export async function countVisibleGpus(env: Readonly<Record<string, string>>): Promise<number> {
  const visible = env["CUDA_VISIBLE_DEVICES"];
  return visible === undefined ? countListedGpus(await listGpus()) : countNamedGpus(visible);
}

/** Counts the devices of `CUDA_VISIBLE_DEVICES`: as CUDA does, up to the first that is none, such as -1. */
export function countNamedGpus(visible: string): number {
  const names = visible.split(",").map((name) => name.trim());
  const end = names.findIndex((name) => !/^(\d+|(GPU|MIG)-.+)$/.test(name));
  return end < 0 ? names.length : end;
}

/** Counts the lines `GPU 0: …` of `nvidia-smi -L`. */
export function countListedGpus(list: string): number {
  return list.split("\n").filter((line) => /^GPU \d+:/.test(line)).length;
}

async function listGpus(): Promise<string> {
  try {
    const { code, stdout } = await new Deno.Command("nvidia-smi", { args: ["-L"], stdin: "null", stderr: "null" })
      .output();
    return code === 0 ? new TextDecoder().decode(stdout) : "";
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return "";
    throw cause;
  }
}
