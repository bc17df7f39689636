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
const HOLDERS = [
  "error",
  "errors",
  "fault",
  "Error",
  "detail",
  "details",
  "base_resp",
  "ResponseMetadata",
  "Response",
] as const;

/** What a reply that is no error brings: beside it a code and a message are no error. */
const CONTENTS = [
  "choices",
  "output",
  "data",
  "result",
  "results",
  "embeddings",
  "content",
  "delta",
  "response",
] as const;

/** Members with the code of an error in a reply whose HTTP status is good. */
const STATED_CODES = ["code", "error_code", "errorCode", "status_code", "Code"] as const;

/** Codes that say that all is well. */
const GOOD_CODE = /^(0+|2\d\d|2\d{4}|ok|success|succeeded|)$/i;

/** Words of a status that say that all is not well. */
const BAD_STATUS = /^(error|fail|failed|failure)$/i;

/** Members that say in a sentence what is wrong, the clearest first. */
const SENTENCES = [
  "message",
  "msg",
  "Message",
  "errorMessage",
  "error_message",
  "error_msg",
  "errmsg",
  "status_msg",
  "error_description",
  "faultstring",
  "reason",
  "description",
  "title",
  "err",
  "exception",
] as const;

/** Members that name the kind of error. */
const CODES = ["code", "type", "status", "errorCode", "error_code", "__type", "Code", "status_code"] as const;

/** Finds an error that says that it is one, in an event or a body that came with a good status; `null`: there is none. */
export function findNamedError(value: JsonObject): ServiceError | null {
  return isTold(value.error) || value.object === "error" ? readServiceError(value) : null;
}

/** As `findNamedError`, and what without any content has a code of its own or the word for failure. */
export function findServiceError(value: JsonObject): ServiceError | null {
  const named = findNamedError(value);
  if (named !== null) return named;
  if (CONTENTS.some((name) => isTold(value[name]))) return null;
  const isError = isTold(value.errors) || saysFailure(value) || holdsError(value) || saysOnly(value);
  return isError ? readServiceError(value) : null;
}

/** A sentence and nothing else, as FastAPI answers whom it does not know, is no part of a reply. */
function saysOnly(value: JsonObject): boolean {
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && (name === "detail" || name === "message" || name === "msg") && isTold(value[name]);
}

/** Nothing, an empty text, list or object tell nothing. */
function isTold(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

/** A code that is none of success, or a word for failure, beside a sentence. */
function saysFailure(value: JsonObject): boolean {
  if (readMembers(value) === null) return false;
  const code = STATED_CODES.map((name) => value[name]).find((one) =>
    typeof one === "string" || typeof one === "number"
  );
  const isRefused = value.success === false || value.ok === false || BAD_STATUS.test(String(value.status));
  return isRefused || (code !== undefined && !GOOD_CODE.test(String(code)));
}

/** Tencent, Volcengine and MiniMax put it a level deeper. */
function holdsError({ Response: tencent, ResponseMetadata: volcengine, base_resp: minimax }: JsonObject): boolean {
  if (isJsonObject(minimax)) return saysFailure(minimax);
  return [tencent, volcengine].some((held) => isJsonObject(held) && isTold(held.Error));
}

/**
 * Reads an error of any usual shape: `{error: {message, type, code}}` (OpenAI, vLLM, llama.cpp, LiteLLM), `{error: "text"}`,
 * `{object: "error", message}` (older vLLM), `{detail}` as text or as a list (FastAPI), `{message}`, `{errors: […]}`,
 * `{title, detail}` (problem details), `{fault: {faultstring}}`, arrays of any of these (Gemini), and any of them as a text
 * within a message (gateways). `null` when it says nothing.
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
  if (!isJsonObject(held) || !isTold(held)) return null;
  return readServiceError(held) ?? readFields(held) ?? { message: toOneLine(JSON.stringify(held)), code: toCode(held) };
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
  const inner = readWithin(said);
  if (inner !== null) return { ...inner, code: inner.code ?? toCode(error) };
  const place = Array.isArray(error.loc) ? `${error.loc.join(".")}: ` : "";
  return { message: toOneLine(place + said), code: toCode(error) };
}

/** A gateway may put the whole error of the service into its own message. */
function readWithin(text: string): ServiceError | null {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return readServiceError(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Fields with what is wrong with each: `{model: ["is unknown"]}`. */
function readFields(held: JsonObject): ServiceError | null {
  const lists = Object.entries(held);
  if (!lists.every(([, list]) => Array.isArray(list) && list.every((text) => typeof text === "string"))) return null;
  const message = lists.map(([name, list]) => `${name}: ${(list as readonly string[]).join(", ")}`).join("; ");
  return { message: toOneLine(message), code: null };
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
