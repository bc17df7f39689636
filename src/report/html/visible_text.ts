/** Control characters (C0 without tab and line end, C1) and those that turn the direction of writing around. */
// deno-lint-ignore no-control-regex -- they are what is looked for
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** Writes characters that a reader cannot see, and a browser might obey, as `\u001b`. */
export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
