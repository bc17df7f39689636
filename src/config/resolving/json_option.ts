import type { Problem } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { findJsonProblem } from "../parsing/json_position.ts";
import { readUserFile } from "./user_files.ts";

/** The option that is read, and what would be right. */
export interface JsonOption {
  readonly flag: string;
  readonly example: string;
}

/** Reads a JSON object that was typed, or that is in a file named after `@`; what is none is given back as it was read. */
export function readJsonOption(
  typed: string,
  { flag, example }: JsonOption,
): { readonly value: JsonObject } | { readonly problem: Problem; readonly source?: string } {
  const source = typed.startsWith("@") ? readUserFile(typed.slice(1), flag) : typed;
  if (typeof source !== "string") return { problem: source };
  const name = typed.startsWith("@") ? `the file "${typed.slice(1)}"` : `"${typed}"`;
  const wrong = findJsonProblem(source);
  const parsed: unknown = wrong === null ? JSON.parse(source) : null;
  if (isJsonObject(parsed)) return { value: parsed };
  const reason = wrong === null ? "it is another JSON value" : wrong.message;
  const message = `Cannot use ${name} for ${flag}: must be a JSON object, but ${reason}`;
  return { problem: { message, hint: wrong?.hint ?? example }, source };
}
