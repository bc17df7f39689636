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

/** Finds the error in an event or a body that came with a good status; `null` when it is none. */
export function findServiceError(value: JsonObject): ServiceError | null {
  if (value.error !== undefined && value.error !== null) return readServiceError(value);
  return value.object === "error" ? readServiceError(value) : null;
}

/**
 * Reads an error object. Known shapes: `{error: {message, type, code}}` (OpenAI, vLLM, llama.cpp, LiteLLM),
 * `{error: "text"}`, `{object: "error", message, type, code}` (older vLLM), `{detail}` (FastAPI), `{message}`.
 */
export function readServiceError(value: unknown): ServiceError | null {
  if (!isJsonObject(value)) return null;
  if (isJsonObject(value.error)) return readMembers(value.error);
  if (typeof value.error === "string") return { message: toOneLine(value.error), code: toCode(value) };
  if (value.detail !== undefined) return { message: toOneLine(toText(value.detail)), code: null };
  return value.message === undefined ? null : readMembers(value);
}

/** Makes one line of a text, cut to a length that tables bear. */
export function toOneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= MAX_MESSAGE_CHARS ? line : `${line.slice(0, MAX_MESSAGE_CHARS)}…`;
}

function readMembers(error: JsonObject): ServiceError {
  return { message: toOneLine(toText(error.message ?? error)), code: toCode(error) };
}

/** A code that is only the HTTP status again says less than the type. */
function toCode({ code, type }: JsonObject): string | null {
  if (typeof code === "string" && code !== "" && !/^\d+$/.test(code)) return code;
  if (typeof type === "string" && type !== "") return type;
  return code === undefined || code === null || code === "" ? null : String(code);
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
