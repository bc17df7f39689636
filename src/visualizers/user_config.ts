/** The files in which users keep the addresses and keys of trackers. */
import { isMissing } from "../core/files.ts";
import type { TrackerContext } from "./tracker.ts";

/** What a `.netrc` file says about a machine. */
export interface NetrcEntry {
  readonly login: string;
  readonly password: string;
}

/** Reads a file; `null` where there is none or it may not be read: then nothing was set up. */
export async function readOptionalFile(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (isMissing(cause) || cause instanceof Deno.errors.PermissionDenied) return null;
    throw cause;
  }
}

/** Returns the path of a file in the user's home; `null`: nobody knows where that is. */
export function homePath({ env }: Pick<TrackerContext, "env">, name: string): string | null {
  const home = env.HOME ?? env.USERPROFILE;
  return home === undefined || home === "" ? null : `${home}/${name}`;
}

/** Finds a machine in the text of a `.netrc` file. */
function findInNetrc(text: string, machine: string): NetrcEntry | null {
  const entries = text.replaceAll(/^\s*#.*$/gm, "").split(/\bmachine\s+/).slice(1);
  for (const entry of entries) {
    const words = entry.split(/\s+/);
    const after = (name: string) => words[words.indexOf(name, 1) + 1] ?? "";
    if (words[0] === machine && words.includes("password")) {
      return { login: after("login"), password: after("password") };
    }
  }
  return null;
}

/** Reads the machine of an address from the first of these `.netrc` files that knows it. */
export async function readNetrc(paths: readonly (string | null)[], address: string): Promise<NetrcEntry | null> {
  const url = URL.parse(address);
  if (url === null) return null;
  for (const path of paths) {
    const text = path === null ? null : await readOptionalFile(path);
    const entry = text === null ? null : findInNetrc(text, url.host) ?? findInNetrc(text, url.hostname);
    if (entry !== null) return entry;
  }
  return null;
}

/** Reads a section of an INI file; empty where there is none. */
export function readIniSection(text: string, section: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let isInside = false;
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line.startsWith("[")) isInside = line === `[${section}]`;
    const at = line.indexOf("=");
    if (isInside && at > 0 && !/^[#;]/.test(line)) found[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return found;
}
