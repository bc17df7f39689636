import { isJsonObject } from "../../core/json.ts";
import type { JsonValue } from "../../core/json.ts";
import type { Message, TurnInput } from "../../core/session.ts";

/** Returns the one plain text that a turn is; `null` when it is more than that. */
export function toPlainText(input: TurnInput): string | null {
  if (input.kind === "text") return input.text;
  if (input.kind === "texts") return input.texts.length === 1 ? input.texts[0] ?? null : null;
  if (input.kind !== "messages" || input.messages.length !== 1) return null;
  const content = (input.messages[0] as Message).content;
  return typeof content === "string" ? content : null;
}

/** Returns the text of a message's content: the content itself, or the texts of its parts. */
export function toContentText(content: JsonValue | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: JsonValue) => isJsonObject(part) && typeof part.text === "string" ? part.text : "").join(
    "",
  );
}
