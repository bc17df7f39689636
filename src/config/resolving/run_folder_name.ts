import { basename, dirname } from "node:path";
import type { Problem } from "../../core/errors.ts";
import { RUN_NAME } from "../../core/run_name.ts";

/** Returns the folder of a run that a user names; its `run.json` stands for it, and no other file does. */
export function toRunFolder(given: string): string | Problem {
  if (!isFile(given)) return given;
  if (basename(given) === RUN_NAME) return dirname(given);
  return {
    message: `"${given}" is a file, not the folder of a run`,
    hint: `Name the folder that perf wrote, the one with ${RUN_NAME} in it`,
  };
}

/** What is not there, or cannot be looked at, is told where it is read. */
function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
