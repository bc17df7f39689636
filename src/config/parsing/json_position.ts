/** Why a text is not JSON. */
import { reasonOf } from "../../core/errors.ts";

export interface JsonProblem {
  /** Goes after "but": what is wrong and where. */
  readonly message: string;
  /** What probably happened. */
  readonly hint?: string;
}

/** Beyond this length the place of an error is not searched for. */
const MAX_SEARCHED_CHARS = 20_000;

/** Finds out why a text is not JSON, and at which character; `null` when it is JSON. */
export function findJsonProblem(text: string): JsonProblem | null {
  const error = jsonError(text);
  if (error === null) return null;
  const position = findPosition(text, error);
  const hint = guessCause(text);
  const message = position === null ? error : describe(text, position);
  return hint === null ? { message } : { message, hint };
}

function jsonError(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

function describe(text: string, position: number): string {
  if (text.trim() === "") return "it is empty";
  if (position >= text.length) return `it ends too early, at ${placeOf(text, text.length - 1)}`;
  const excerpt = text.slice(position, position + 20);
  const more = position + 20 < text.length ? "…" : "";
  return `${placeOf(text, position)} is wrong: "${excerpt.split("\n")[0]}${more}"`;
}

/** Where a text has lines, a place is one of them. */
function placeOf(text: string, position: number): string {
  if (!text.trimEnd().includes("\n")) return `character ${position + 1}`;
  const before = text.slice(0, position).split("\n");
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
}

/** V8 gives the position in some of its messages only; for the others the first failing prefix shows it. */
function findPosition(text: string, error: string): number | null {
  const given = /at position (\d+)/.exec(error)?.[1];
  if (given !== undefined) return error.startsWith("Unterminated") ? text.length : Number(given);
  if (error.includes("end of JSON input")) return text.length;
  if (text.length > MAX_SEARCHED_CHARS) return null;
  for (let length = 1; length <= text.length; length++) {
    if (jsonError(text.slice(0, length))?.startsWith("Unexpected token")) return length - 1;
  }
  return null;
}

function guessCause(text: string): string | null {
  if (/[{,]\s*'/.test(text)) return `JSON wants double quotes: write '{"key": "value"}'`;
  if (/:\s*(True|False|None)\b/.test(text)) return "JSON writes true, false and null in lower case";
  if (/[{,]\s*[A-Za-z_]\w*\s*:/.test(text)) {
    return `Keys need double quotes; did the shell remove them? Put single quotes around the whole: '{"key": 1}'`;
  }
  return null;
}
