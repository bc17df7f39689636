import { type Problem, reasonOf } from "../../core/errors.ts";

/** Reads the text of a file that the user named, by the flag's value where one is given; `Problem` when it cannot. */
export function readUserFile(path: string, flag?: string): string | Problem {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const place = flag === undefined ? "" : ` of ${flag}`;
    return { message: `Cannot read the file "${path}"${place}: ${explain(error)}` };
  }
}

/** Says what is wrong with a path that the user named; `null`: it exists. */
export function checkUserPath(path: string, flag: string): Problem | null {
  try {
    Deno.statSync(path);
    return null;
  } catch (error) {
    return { message: `Cannot read "${path}" of ${flag}: ${explain(error)}` };
  }
}

function explain(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  return reasonOf(error);
}
