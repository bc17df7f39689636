import { fileURLToPath } from "node:url";

/** Returns the path of a file or folder in `tests/fixtures`. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** Reads a JSON file of `tests/fixtures`. */
export function readFixture<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(fixturePath(name))) as T;
}
