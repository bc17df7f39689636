import { type Document, parseDocument } from "yaml";
import type { ParsedText } from "./config_text.ts";

/** Reads YAML 1.2; says where it is wrong. */
export function parseYaml(text: string): ParsedText {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error === undefined) return toData(document);
  const [place] = error.linePos ?? [];
  const where = place === undefined ? "" : `, line ${place.line}, column ${place.col}`;
  const reason = `it is not YAML${where}: ${error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "")}`;
  if (!text.includes("${")) return { reason };
  return { reason, hint: 'Inside [ ] and { }, a variable needs quotes: ["${NAME}"]' };
}

/** Aliases may make a document endless, or as large as memory: neither is a configuration. */
function toData(document: Document): ParsedText {
  const hint = "Write out what the alias (*) stands for";
  try {
    const data: unknown = document.toJS();
    JSON.stringify(data);
    return { data };
  } catch (cause) {
    if (cause instanceof TypeError) return { reason: "an alias in it refers to itself", hint };
    return { reason: "its aliases make it too large", hint };
  }
}
