import type { Failure } from "../core/failure.ts";
import { MAX_FAILURE_BODY_CHARS } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import type { ReplyText } from "../core/record.ts";
import type { ReplyNote } from "../core/reply_notes.ts";
import type { Usage } from "./dialect.ts";
import { readServiceError, toOneLine } from "./service_error.ts";
import type { ServiceError } from "./service_error.ts";

/** An error object in a reply whose status said that all was well. */
export function toErrorInReply({ message, code }: ServiceError): Failure {
  return withCode({ kind: "error_in_stream", message }, code);
}

/** An event named `error`; its data is an object or plain text. */
export function toErrorEvent(data: JsonObject | string): Failure {
  const error = readServiceError(data);
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return withCode({ kind: "error_event", message: error?.message ?? toOneLine(text) }, error?.code ?? null);
}

/** Data that is no JSON object. */
export function toMalformedJson(text: string): Failure {
  return {
    kind: "malformed_json",
    message: `Not a JSON object: "${toOneLine(text.slice(0, 80))}"`,
    body: text.slice(0, MAX_FAILURE_BODY_CHARS),
  };
}

/** A stream that never says that it is done was cut off, however cleanly it was closed. */
export function findTruncation(isEnded: boolean, missing = "a finish reason and without [DONE]"): Failure | null {
  return isEnded ? null : { kind: "truncated", message: `The stream ended without ${missing}` };
}

/** Services end a stream so whose reply went wrong on the way. */
const FAILED_ENDS: ReadonlySet<string> = new Set(["error", "abort"]);

/** A reply that says by its finish reason that it failed is none, whatever text it brought. */
export function findFailedEnd(finishReason: string | null): Failure | null {
  if (finishReason === null || !FAILED_ENDS.has(finishReason)) return null;
  return { kind: "error_in_stream", message: `The reply ended with the finish reason "${finishReason}"` };
}

/**
 * A whole reply without text, reasoning or tool call is empty, unless usage counts completion tokens: those were special
 * tokens, or bytes of a character that the limit cut.
 */
export function findEmptyOutput(
  { content, reasoning, toolCalls }: ReplyText,
  usage: Usage | null,
  notes: readonly ReplyNote[] = [],
): Failure | null {
  if (notes.includes("audio") || content !== "" || reasoning !== "" || toolCalls !== "") return null;
  if (usage !== null && (usage.completionTokens ?? 0) >= 1) return null;
  return { kind: "empty_output", message: "The reply holds no text, no reasoning and no tool call" };
}

/** Adds the service's code to a failure, where it has one. */
export function withCode(failure: Failure, code: string | null): Failure {
  return code === null ? failure : { ...failure, code };
}

/** Reads the error out of the JSON text of a failed reply; `null` when the text is none. */
export function parseServiceError(text: string): ServiceError | null {
  try {
    return readServiceError(JSON.parse(text));
  } catch {
    // Proxies answer with HTML or plain text: the status and the body say it all then.
    return null;
  }
}
