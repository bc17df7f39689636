import { type Problem, reasonOf } from "../../core/errors.ts";

/** Reads the text of a file that the user named, by the flag's value where one is given; `Problem` when it cannot. */
export function readUserFile(path: string, flag?: string): string | Problem {
  try {
    // Editors of Windows mark a file at its beginning, which is none of its text.
    return Deno.readTextFileSync(path).replace(/^\ufeff/, "");
  } catch (error) {
    const place = flag === undefined ? "" : ` of ${flag}`;
    return { message: `Cannot read the file "${path}"${place}: ${explain(error)}` };
  }
}

/** Says what is wrong with a path that the user named; `null`: it exists. */
export function checkUserPath(path: string, flag: string): Problem | null {
  if (/\.py$/i.test(path)) return describePython(path, flag);
  try {
    Deno.statSync(path);
    return null;
  } catch (error) {
    return { message: `Cannot read "${path}" of ${flag}: ${explain(error)}` };
  }
}

/** Plug-ins of the reference are Python, which this program does not run; nor is their source a dataset. */
function describePython(path: string, flag: string): Problem {
  return {
    message: `Cannot use "${path}" of ${flag}: it is a Python file, and Python plug-ins cannot be loaded`,
    hint:
      "Write the plug-in in TypeScript (docs/porting.md has a table of what becomes what), or let the Python program " +
      "write its prompts as JSON lines for --dataset line_by_line",
  };
}

function explain(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  return reasonOf(error);
}
