import { isJsonObject } from "../../core/json.ts";

/** Columns that go on from an instruction: Alpaca's `input`, Dolly's `context`. */
const FURTHER = ["input", "context"] as const;

/** Columns that hold a system prompt beside the question (OpenOrca). */
const SYSTEM = ["system_prompt", "system"] as const;

/** Returns an instruction with what its row says further: the text that Alpaca's and Dolly's own prompts are made of. */
export function joinInstruction(text: string, column: string | null, row: unknown): string {
  if (column !== "instruction" || !isJsonObject(row)) return text;
  const further = FURTHER.map((name) => row[name]).find((value) => typeof value === "string" && value.trim() !== "");
  return typeof further === "string" ? `${text}\n\n${further}` : text;
}

/** Returns the system prompt that a row states apart; `null`: it has none. */
export function systemTextOf(row: unknown): string | null {
  if (!isJsonObject(row)) return null;
  const text = SYSTEM.map((name) => row[name]).find((value) => typeof value === "string" && value.trim() !== "");
  return typeof text === "string" ? text : null;
}
