import { isJsonObject } from "../core/json.ts";
import type { JsonObject } from "../core/json.ts";

/** What a service says about its own error. */
export interface ServiceError {
  readonly message: string;
  /** Its own word for the kind of error; `null` where it has none but the HTTP status. */
  readonly code: string | null;
}

/** Longer messages repeat the request. */
const MAX_MESSAGE_CHARS = 300;

/** Members that hold an error, or several, themselves. */
const HOLDERS = ["error", "errors", "fault", "Error", "detail", "details"] as const;

/** Members that say in a sentence what is wrong, the clearest first. */
const SENTENCES = [
  "message",
  "msg",
  "Message",
  "errorMessage",
  "error_message",
  "error_msg",
  "error_description",
  "faultstring",
  "reason",
  "description",
  "title",
] as const;

/** Members that name the kind of error. */
const CODES = ["code", "type", "status", "errorCode", "error_code", "__type", "Code"] as const;

/** Finds the error in an event or a body that came with a good status; `null` when it is none. */
export function findServiceError(value: JsonObject): ServiceError | null {
  const isTold = (name: string) => value[name] !== undefined && value[name] !== null;
  if (isTold("error") || value.object === "error") return readServiceError(value);
  const hasErrors = Array.isArray(value.errors) && value.errors.length > 0;
  return hasErrors && !isTold("choices") ? readServiceError(value) : null;
}

/**
 * Reads an error of any usual shape: `{error: {message, type, code}}` (OpenAI, vLLM, llama.cpp, LiteLLM), `{error: "text"}`,
 * `{object: "error", message}` (older vLLM), `{detail}` as text or as a list (FastAPI), `{message}`, `{errors: […]}`,
 * `{title, detail}` (problem details), `{fault: {faultstring}}`, arrays of any of these (Gemini). `null` when it says nothing.
 */
export function readServiceError(value: unknown): ServiceError | null {
  if (Array.isArray(value)) return value.map(readServiceError).find((error) => error !== null) ?? null;
  if (!isJsonObject(value)) return null;
  for (const name of HOLDERS) {
    const held = value[name];
    const error = readHeld(held);
    if (error !== null) return { ...error, code: error.code ?? (name === "error" ? toCode(value) : null) };
  }
  return readMembers(value);
}

/** Makes one line of a text, cut to a length that tables bear. */
export function toOneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= MAX_MESSAGE_CHARS ? line : `${line.slice(0, MAX_MESSAGE_CHARS)}…`;
}

/** What an error member holds: a sentence, an object, or several of either. */
function readHeld(held: unknown): ServiceError | null {
  if (typeof held === "string") return held.trim() === "" ? null : { message: toOneLine(held), code: null };
  if (Array.isArray(held)) return joinErrors(held);
  if (!isJsonObject(held)) return null;
  return readServiceError(held) ?? { message: toOneLine(JSON.stringify(held)), code: toCode(held) };
}

/** FastAPI lists every field that is wrong. */
function joinErrors(list: readonly unknown[]): ServiceError | null {
  const errors = list.map(readHeld).filter((error) => error !== null);
  if (errors.length === 0) return null;
  return { message: toOneLine(errors.map(({ message }) => message).join("; ")), code: errors[0]?.code ?? null };
}

function readMembers(error: JsonObject): ServiceError | null {
  const said = SENTENCES.map((name) => error[name]).find((text) => typeof text === "string" && text.trim() !== "");
  if (typeof said !== "string") return null;
  const place = Array.isArray(error.loc) ? `${error.loc.join(".")}: ` : "";
  return { message: toOneLine(place + said), code: toCode(error) };
}

/** A code that is only the HTTP status again says less than the type. */
function toCode(error: JsonObject): string | null {
  const values = CODES.map((name) => error[name]).filter((value) =>
    value !== undefined && value !== null && value !== ""
  );
  const word = values.find((value) => typeof value === "string" && !/^\d+$/.test(value));
  const found = word ?? values[0];
  return found === undefined || typeof found === "object" ? null : String(found);
}
