import { parseDocument } from "yaml";
import type { ParsedText } from "./config_text.ts";

/** Reads YAML 1.2; says where it is wrong. */
export function parseYaml(text: string): ParsedText {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error === undefined) return { data: document.toJS() };
  const [place] = error.linePos ?? [];
  const where = place === undefined ? "" : `, line ${place.line}, column ${place.col}`;
  const reason = `it is not YAML${where}: ${error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "")}`;
  if (!text.includes("${")) return { reason };
  return { reason, hint: 'Inside [ ] and { }, a variable needs quotes: ["${NAME}"]' };
}
