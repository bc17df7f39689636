import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Message, TurnInput } from "../../core/session.ts";

/** What goes into a template. */
export interface TemplateInput {
  readonly input: TurnInput;
  /** The members that the turn would make without a template: `messages` or `prompt`. */
  readonly members: JsonObject;
  readonly model: string;
}

/**
 * Fills a body template: in its strings `%m` stands for the model and `%p` for the prompt text. A turn that is one plain
 * text goes where `%p` stands. Where there is no `%p`, and for conversations, parts and token ids, which no string can
 * hold, the turn's own `messages` or `prompt` replace the template's.
 */
export function fillTemplate(template: JsonObject, { input, members, model }: TemplateInput): JsonObject {
  const plainText = toPlainText(input);
  const place = (text: string) => text.replace(/%[mp]/g, (mark) => mark === "%m" ? model : plainText ?? mark);
  if (plainText !== null && mentionsPrompt(template)) return substituteObject(template, place);
  // What the dataset wrote is its own: marks count in the template's part only.
  const { messages: _messages, prompt: _prompt, ...rest } = template;
  return { ...substituteObject(rest, place), ...members };
}

function toPlainText(input: TurnInput): string | null {
  if (input.kind === "text") return input.text;
  if (input.kind !== "messages" || input.messages.length !== 1) return null;
  const content = (input.messages[0] as Message).content;
  return typeof content === "string" ? content : null;
}

function mentionsPrompt(value: JsonValue): boolean {
  if (typeof value === "string") return value.includes("%p");
  if (Array.isArray(value)) return value.some((entry: JsonValue) => mentionsPrompt(entry));
  return isJsonObject(value) && Object.values(value).some(mentionsPrompt);
}

function substitute(value: JsonValue, place: (text: string) => string): JsonValue {
  if (typeof value === "string") return place(value);
  if (Array.isArray(value)) return value.map((entry: JsonValue) => substitute(entry, place));
  return isJsonObject(value) ? substituteObject(value, place) : value;
}

function substituteObject(object: JsonObject, place: (text: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, substitute(value, place)] as const));
}
