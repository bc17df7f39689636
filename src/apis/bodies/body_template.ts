import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { TurnInput } from "../../core/session.ts";
import { toPlainText } from "./plain_text.ts";

/** What goes into a template. */
export interface TemplateInput {
  readonly input: TurnInput;
  /** The members that the turn would make without a template, such as `messages` or `prompt`. */
  readonly members: JsonObject;
  /** The template's own members that those replace. */
  readonly inputKeys: readonly string[];
  readonly model: string;
}

/**
 * Fills a body template: in its strings `%m` stands for the model and `%p` for the prompt text. A turn that is one plain
 * text goes where `%p` stands; several texts to embed go where `"%p"` is all of a string, as an array. Where there is no
 * such place, and for conversations, parts and token ids, which no string can hold, the turn's own members replace the
 * template's.
 */
export function fillTemplate(template: JsonObject, { input, members, inputKeys, model }: TemplateInput): JsonObject {
  const plainText = toPlainText(input);
  const texts = plainText === null && input.kind === "texts" ? input.texts : null;
  const fill = (text: string): JsonValue => {
    if (texts !== null && text === "%p") return texts;
    return text.replace(/%[mp]/g, (mark) => mark === "%m" ? model : plainText ?? mark);
  };
  const holdsInput = (text: string) => plainText === null ? texts !== null && text === "%p" : text.includes("%p");
  if (someString(template, holdsInput)) return substituteObject(template, fill);
  // What the dataset wrote is its own: marks count in the template's part only.
  return { ...substituteObject(withoutKeys(template, inputKeys), fill), ...members };
}

/** Returns an object without some of its members. */
export function withoutKeys(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function someString(value: JsonValue, test: (text: string) => boolean): boolean {
  if (typeof value === "string") return test(value);
  if (Array.isArray(value)) return value.some((entry: JsonValue) => someString(entry, test));
  return isJsonObject(value) && Object.values(value).some((member) => someString(member, test));
}

function substitute(value: JsonValue, fill: (text: string) => JsonValue): JsonValue {
  if (typeof value === "string") return fill(value);
  if (Array.isArray(value)) return value.map((entry: JsonValue) => substitute(entry, fill));
  return isJsonObject(value) ? substituteObject(value, fill) : value;
}

function substituteObject(object: JsonObject, fill: (text: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, substitute(value, fill)] as const));
}
