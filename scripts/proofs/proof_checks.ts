import { ok } from "node:assert";
import { SECRET } from "./sample_run.ts";

/** Figures of single precision are that exact. */
const RELATIVE_ERROR = 1e-6;

/** Fails unless a tracker has each figure of a point's summary; gives how many there are. */
export function compareFigures(
  expected: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, unknown>,
  what: string,
): number {
  ok(expected.size > 20, `${what} has only ${expected.size} figures`);
  for (const [key, value] of expected) {
    const shown = found.get(key);
    const isSame = typeof shown === "number" && Math.abs(shown - value) <= RELATIVE_ERROR * Math.abs(value);
    ok(isSame, `${what}: ${key} is ${String(shown)} instead of ${value}`);
  }
  return expected.size;
}

/** Fails where a secret of the run's options stands in what a tracker was told. */
export function holdsNoSecret(...told: readonly unknown[]): void {
  const text = JSON.stringify(told, (_key, value: unknown) => value instanceof Map ? [...value] : value);
  ok(!text.includes(SECRET), "the key of the service was told");
}

/** Whether a folder has an entry. */
export async function findOne(folder: string, name: string): Promise<boolean> {
  const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  return names.includes(name);
}
