import { reasonOf } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Session } from "../../core/session.ts";
import { BadLineError, parseJsonLine } from "../bad_lines.ts";
import { matchOutputLength } from "./match_output_length.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { TraceArgs } from "./trace_args.ts";
import { chooseModel, type TraceFormat } from "./trace_format.ts";
import { readTraceHeaders } from "./trace_headers.ts";

const KEYS = ["body", "timestamp", "headers", "request_id", "completion_tokens"];

/**
 * Creates the reader of traces of whole requests: JSON objects with `timestamp` and `body`, and perhaps `headers`,
 * `request_id` and `completion_tokens`. Other keys are refused, they would be lost without a word.
 */
export function createRequestFormat(args: TraceArgs): TraceFormat {
  return {
    read(line) {
      const value = parseJsonLine(line);
      if (!isJsonObject(value)) throw new BadLineError("is not a JSON object");
      const unknown = Object.keys(value).filter((key) => !KEYS.includes(key));
      if (unknown.length > 0) throw new BadLineError(`has the unknown key "${unknown[0]}" (known: ${KEYS.join(", ")})`);
      const atMs = readTimestamp(value, args);
      const session = toSession(value, args);
      return { atMs, toSession: () => session };
    },
    report: () => {},
  };
}

function readTimestamp(value: JsonObject, { timestampUnit }: TraceArgs): number {
  const timestamp = value["timestamp"];
  if (timestamp === undefined) throw new BadLineError('has no "timestamp"');
  const atMs = parseTimestamp(timestamp, timestampUnit === "ms" ? 1 : 1000);
  if (atMs !== null) return atMs;
  throw new BadLineError(
    `has the timestamp ${JSON.stringify(timestamp)}, which is neither a number nor an ISO 8601 time`,
  );
}

function toSession(value: JsonObject, args: TraceArgs): Session {
  const recorded = readBody(value["body"]);
  const completionTokens = readCompletionTokens(value["completion_tokens"]);
  const requestId = readRequestId(value["request_id"]);
  const headers = readTraceHeaders(value["headers"]);
  const recordedModel = recorded["model"];
  const model = chooseModel(typeof recordedModel === "string" ? recordedModel : null, args);
  const body = model === null ? recorded : { ...recorded, model };
  const isMatched = args.matchOutputLength && completionTokens !== null;
  const turn = isMatched ? matchOutputLength(body, completionTokens) : { input: { kind: "body" as const, body } };
  return {
    turns: [turn],
    ...(model === null ? {} : { model }),
    ...(headers === null ? {} : { headers }),
    ...(requestId === null ? {} : { requestId }),
  };
}

function readBody(value: unknown): JsonObject {
  if (value === undefined) throw new BadLineError('has no "body"');
  const body = typeof value === "string" ? parseBodyText(value) : value;
  if (!isJsonObject(body)) throw new BadLineError('has a "body" that is neither an object nor the JSON text of one');
  return body;
}

function parseBodyText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadLineError(`has a "body" whose text is not JSON: ${reasonOf(cause)}`, { cause });
  }
}

function readCompletionTokens(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw new BadLineError(`has ${JSON.stringify(value)} as "completion_tokens", which must be a whole number from 1 on`);
}

function readRequestId(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw new BadLineError(`has ${JSON.stringify(value)} as "request_id", which must be text`);
}
