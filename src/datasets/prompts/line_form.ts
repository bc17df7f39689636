import { DataError } from "../../core/errors.ts";

/** A document that is indented begins with a bracket alone. */
const DOCUMENT_START = /^\s*(\[|\{|\[\s*\{)\s*$/;

const PYTHON = /^\s*(#!.*python|import [\w.]+( as \w+)?(,.*)?$|from [\w.]+ import |def \w+\(.*\):|class \w+.*:$|""")/;

/**
 * Throws where the first line of a file whose lines are prompts shows that it is another thing: one JSON document over
 * several lines, or a program. Each of its lines would be sent as a prompt, and the result would look fine.
 */
export function refuseForeignForm(path: string, firstLine: string): void {
  if (DOCUMENT_START.test(firstLine)) {
    throw new DataError(`Cannot use "${path}" line by line: it is one JSON document over several lines`, {
      hint: `Write --dataset file:${path}, or put each value on a line of its own: jq -c '.[]' FILE`,
    });
  }
  if (/\.py$/i.test(path) && PYTHON.test(firstLine)) {
    throw new DataError(`Cannot use "${path}" line by line: it is a Python program`, {
      hint: "A dataset of your own is a module in TypeScript or JavaScript: --dataset ./my_dataset.ts",
    });
  }
}
