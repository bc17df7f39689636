import { parse, TomlDate, TomlError } from "smol-toml";
import type { ParsedText } from "./config_text.ts";

/** Reads TOML; says where it is wrong. */
export function parseToml(text: string): ParsedText {
  try {
    return { data: toPlain(parse(text)) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "");
    return { reason: `it is not TOML, line ${error.line}, column ${error.column}: ${reason}` };
  }
}

/** Dates become texts; tables get the prototype of plain objects. */
function toPlain(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toPlain(member)]));
}
