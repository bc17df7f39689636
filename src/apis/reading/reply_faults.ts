import type { Failure } from "../../core/failure.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import { openEnvelope } from "./envelope.ts";
import { toErrorEvent, toErrorInReply, toMalformedJson } from "../reply_failures.ts";
import { findServiceError, type ServiceError } from "../service_error.ts";

/** Parses the events and the body of one reply, and keeps the first fault found: it is the cause of the others. */
export class ReplyFaults {
  readonly #findError: (value: JsonObject) => ServiceError | null;
  #first: Failure | null = null;

  /** An API that has events for its errors reads those itself. */
  constructor(findError: (value: JsonObject) => ServiceError | null = findServiceError) {
    this.#findError = findError;
  }

  /** The first fault; `null` when there was none. */
  get first(): Failure | null {
    return this.#first;
  }

  /** Keeps a fault; returns `null` for the event that brought it. */
  add(failure: Failure): null {
    this.#first ??= failure;
    return null;
  }

  /** Returns the object of an event; `null` when there is none to read, which may be a fault. */
  parseEvent(data: string, eventName: string): JsonObject | null {
    if (data === "") return null;
    const value = parseSingle(data);
    if (value === undefined && eventName === "error") return this.add(toErrorEvent(data));
    // llama.cpp opens a stream of two prompts with `data: null`.
    if (value === null) return null;
    return isJsonObject(value) ? this.#withoutError(value, eventName) : this.add(toMalformedJson(data));
  }

  /** Returns the object of a whole body; `null` when there is none to read, which is a fault unless it is empty. */
  parseBody(text: string): JsonObject | null {
    if (text === "") return null;
    const value = parseSingle(text);
    return isJsonObject(value) ? this.#withoutError(value, "") : this.add(toMalformedJson(text));
  }

  /** A gateway may put each event, or the body, into one of its own: an error in there is one as much as outside. */
  open<Given extends object>(given: Given): Given | JsonObject {
    const inner = openEnvelope(given);
    if (inner === null) return given;
    this.#withoutError(inner, "");
    return inner;
  }

  #withoutError(value: JsonObject, eventName: string): JsonObject | null {
    if (eventName === "error") return this.add(toErrorEvent(value));
    const error = this.#findError(value);
    return error === null ? value : this.add(toErrorInReply(error));
  }
}

/** Some services write each object as a list of one. */
function parseSingle(text: string): unknown {
  const value = parseReply(text);
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Parses what a service wrote as JSON, or nearly; `undefined`: it is none. */
export function parseReply(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return SAID_TWICE.test(text) ? parseReply(text.replace(SAID_TWICE, "")) : parseLoose(text);
  }
}

/** Gateways that frame what is framed already say it twice. */
const SAID_TWICE = /^\s*data:/;

/** Texts are stepped over, so that only values are replaced. */
const LOOSE_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** Python writes numbers that JSON has not, such as the log probability of what cannot be: they are unknown. */
function parseLoose(text: string): unknown {
  if (!text.includes("NaN") && !text.includes("Infinity")) return undefined;
  try {
    return JSON.parse(text.replaceAll(LOOSE_NUMBERS, (found) => found.startsWith('"') ? found : "null"));
  } catch {
    return undefined;
  }
}
