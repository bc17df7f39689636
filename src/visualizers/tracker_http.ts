import { joinSignals } from "../core/joined_signal.ts";
import { Buffer } from "node:buffer";
import { reasonOf } from "../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.ts";
import { maskUrl } from "../core/secret_mask.ts";
import { TrackerError } from "./tracker.ts";

/** A request to the service of a tracker. */
export interface TrackerRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: JsonValue;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  readonly signal: AbortSignal;
  /** Statuses that are answers, not failures. */
  readonly accepts?: readonly number[];
}

/** What came back. */
export interface TrackerReply {
  readonly status: number;
  /** `{}` where the body is no JSON object. */
  readonly json: JsonObject;
  readonly text: string;
}

/** A request that takes longer is given up: connecting, waiting and reading together. */
const TIME_LIMIT_MS = 10_000;
/** Statuses after which the same request may succeed: timeouts, limits, trouble of the server. */
const PASSING = new Set([408, 425, 429]);
const SHOWN_CHARS = 200;

/** Sends a request; throws a `TrackerError` unless it is answered with a 2xx or one of the accepted statuses. */
export async function callTracker(request: TrackerRequest): Promise<TrackerReply> {
  const { status, text } = await exchange(request);
  if ((status >= 200 && status < 300) || request.accepts?.includes(status) === true) {
    return { status, text, json: readObject(text) };
  }
  const isFinal = status < 500 && !PASSING.has(status);
  throw new TrackerError(`${describe(request)} was answered with ${status}${shorten(text)}`, { isFinal, status });
}

async function exchange(request: TrackerRequest): Promise<{ status: number; text: string }> {
  const { method, url, json, signal } = request;
  const headers = { ...(json === undefined ? {} : { "Content-Type": "application/json" }), ...request.headers };
  const body = json === undefined ? request.body : JSON.stringify(json);
  using limited = joinSignals([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal: limited.signal,
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    const reason = cause instanceof DOMException && cause.name === "TimeoutError"
      ? `no answer within ${TIME_LIMIT_MS / 1000} s`
      : reasonOf(cause);
    throw new TrackerError(`${describe(request)} failed: ${reason}`, { isFinal: false, cause });
  }
}

/** Without the query, which may hold a signature. */
function describe({ method, url }: TrackerRequest): string {
  const { origin, pathname } = URL.parse(url) ?? { origin: maskUrl(url), pathname: "" };
  return `${method} ${origin}${pathname}`;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line === "" ? "" : `: ${line.slice(0, SHOWN_CHARS)}`;
}

function readObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {}; // Not every answer has a body; who needs a member of it says that it is missing.
  }
}

/** Reads a text at a path of an answer; throws where there is none: the answer is not what the service is known for. */
export function textAt(value: JsonValue, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  if (typeof found === "string" && found !== "") return found;
  if (typeof found === "number") return String(found);
  throw new TrackerError(`The answer has no "${path.join(".")}"`, { isFinal: true });
}

/** Reads a value at a path of an answer; `null` where there is none. */
export function valueAt(value: JsonValue, ...path: readonly string[]): JsonValue {
  return path.reduce<JsonValue>((inner, name) => {
    if (Array.isArray(inner)) return (inner as readonly JsonValue[])[Number(name)] ?? null;
    return isJsonObject(inner) ? inner[name] ?? null : null;
  }, value);
}

/** Makes the header of HTTP basic authentication. */
export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
