import type { Template } from "@huggingface/jinja";
import { DataError, reasonOf } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/** What a template may speak of: `model`, `prompt`, `messages`, and the options of the generation by their keys. */
export type JinjaScope = JsonObject;

type Jinja = typeof import("@huggingface/jinja");

let jinja: Jinja | null = null;
const compiled = new Map<string, Template>();

/** Loads what renders templates; to be awaited before the first body is built with one. */
export async function loadJinja(): Promise<void> {
  jinja ??= await import("@huggingface/jinja");
}

/** Throws a `DataError` where the template of a whole body cannot be read. */
export function checkJinjaBody(source: string): void {
  guard(() => compile(insideStrings(source)));
}

/** Tells whether a template speaks of a name of its scope. */
export function speaksOf(source: string, name: string): boolean {
  const tags = source.match(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g) ?? [];
  return tags.some((tag) => new RegExp(`\\b${name}\\b`).test(tag));
}

/** Renders a template that stands in a string of a body. */
export function renderJinjaText(source: string, scope: JinjaScope): string {
  return guard(() => compile(source).render(scope));
}

/** Renders a template that is a whole body: what stands in a string of it is written as JSON wants it. */
export function renderJinjaBody(source: string, scope: JinjaScope): JsonObject {
  const text = guard(() => compile(insideStrings(source)).render({ ...scope, [INSIDE]: toInside }));
  const body = parse(text);
  if (isJsonObject(body)) return body;
  throw new DataError(`The template of --query-template does not give a JSON object: ${text.slice(0, 200)}`, {
    hint: "Put | tojson behind what is no text, such as {{ messages | tojson }}",
  });
}

const INSIDE = "inside_string";

/** Wraps each expression inside a string of JSON, so that quotes and line ends in a value do not end the string. */
function insideStrings(source: string): string {
  let isInside = false;
  return source.replace(/\{%[\s\S]*?%\}|\{\{([\s\S]*?)\}\}|\\.|"/g, (found, expression?: string) => {
    if (found === '"') isInside = !isInside;
    return expression === undefined || !isInside ? found : `{{ ${INSIDE}(${expression.trim()}) }}`;
  });
}

function toInside(value: JsonValue | undefined): string {
  const text = typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

function compile(source: string): Template {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  if (jinja === null) throw new Error("loadJinja() was not awaited");
  const template = new jinja.Template(source);
  compiled.set(source, template);
  return template;
}

function guard<T>(render: () => T): T {
  try {
    return render();
  } catch (cause) {
    // The library looks for what should follow, and finds nothing.
    const reason = cause instanceof TypeError
      ? "an expression or a block has no end, or something is missing"
      : reasonOf(cause);
    throw new DataError(`Cannot render the template of --query-template: ${reason}`, {
      cause,
      hint: "It is a Jinja2 template with model, prompt, messages and options such as max_tokens; or use %m and %p",
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
