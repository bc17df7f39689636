import { hasJinja, type QueryTemplate } from "../../core/generation.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { TurnInput } from "../../core/session.ts";
import { type JinjaScope, renderJinjaBody, renderJinjaText, speaksOf } from "./jinja_template.ts";
import { toPlainText } from "./plain_text.ts";

/** What goes into a template. */
export interface TemplateInput {
  readonly input: TurnInput;
  /** The members that the turn would make without a template, such as `messages` or `prompt`. */
  readonly members: JsonObject;
  /** The template's own members that those replace. */
  readonly inputKeys: readonly string[];
  readonly model: string;
  /** Options of the generation by their keys, for templates of Jinja2. */
  readonly options: JsonObject;
}

/**
 * Fills a body template: in its strings `%m` or `{{ model }}` stands for the model and `%p` or `{{ prompt }}` for the
 * prompt text. A turn that is one plain text goes where the prompt stands; several texts to embed go where `"%p"` is all
 * of a string, as an array. Where there is no such place, and for conversations, parts and token ids, which no string can
 * hold, the turn's own members replace the template's, unless it asks for `messages` itself.
 */
export function fillTemplate(template: QueryTemplate, given: TemplateInput): JsonObject {
  const scope = toScope(given);
  if (typeof template === "string") return fillText(template, given, scope);
  const { input, members, inputKeys, model } = given;
  const plainText = toPlainText(input);
  const texts = plainText === null && input.kind === "texts" ? input.texts : null;
  const fill = (text: string): JsonValue => {
    if (texts !== null && text === "%p") return texts;
    // What a dataset wrote is never read as a template: marks go first, by their Jinja names.
    if (hasJinja(text)) {
      return renderJinjaText(text.replace(/%m/g, "{{ model }}").replace(/%p/g, "{{ prompt }}"), scope);
    }
    return text.replace(/%[mp]/g, (mark) => mark === "%m" ? model : plainText ?? mark);
  };
  const holdsInput = (text: string) => {
    if (hasJinja(text) && (speaksOf(text, "messages") || (plainText !== null && speaksOf(text, "prompt")))) return true;
    return plainText === null ? texts !== null && text === "%p" : text.includes("%p");
  };
  if (someString(template, holdsInput)) return substituteObject(template, fill);
  // What the dataset wrote is its own: marks count in the template's part only.
  return { ...substituteObject(withoutKeys(template, inputKeys), fill), ...members };
}

/** Fills a template that becomes a body only once it is rendered. */
function fillText(template: string, { input, members, inputKeys }: TemplateInput, scope: JinjaScope): JsonObject {
  const body = renderJinjaBody(template, scope);
  const hasPlace = speaksOf(template, "messages") || (toPlainText(input) !== null && speaksOf(template, "prompt"));
  return hasPlace ? body : { ...withoutKeys(body, inputKeys), ...members };
}

function toScope({ input, model, options }: TemplateInput): JinjaScope {
  const prompt = toPlainText(input) ?? "";
  const messages = input.kind === "messages" ? input.messages : [{ role: "user", content: prompt }];
  return { ...options, model, prompt, messages };
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
