import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { BadLineError, parseJsonLine } from "../bad_lines.ts";
import { toLengthSession } from "./length_session.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { TraceArgs } from "./trace_args.ts";
import type { TraceFormat } from "./trace_format.ts";
import type { TracePrompts } from "./trace_prompts.ts";

/**
 * Creates the reader of Mooncake traces: JSON objects with `timestamp` (ms), `input_length`, `output_length` (tokens)
 * and perhaps `hash_ids`, one for each block of the prompt. Other keys are of no use and ignored.
 */
export function createMooncakeFormat(args: TraceArgs, prompts: TracePrompts): TraceFormat {
  return {
    read(line) {
      const value = parseJsonLine(line);
      if (!isJsonObject(value)) throw new BadLineError("is not a JSON object");
      const atMs = parseTimestamp(value["timestamp"], args.timestampUnit === "s" ? 1000 : 1);
      if (atMs === null) throw new BadLineError('has no "timestamp" that is a number');
      const inputTokens = readCount(value, "input_length");
      const outputTokens = readCount(value, "output_length");
      const hashIds = readHashIds(value["hash_ids"]);
      return {
        atMs,
        toSession: (index) =>
          toLengthSession({ index, inputTokens, outputTokens, hashIds, model: null }, { args, prompts }),
      };
    },
    report: prompts.report,
  };
}

function readCount(value: JsonObject, key: string): number {
  const count = value[key];
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return count;
  throw new BadLineError(`has no whole number "${key}" of 0 or more`);
}

function readHashIds(value: unknown): readonly (number | string)[] | null {
  if (value === undefined || value === null) return null;
  const isId = (id: unknown) => typeof id === "number" || typeof id === "string";
  if (Array.isArray(value) && value.every(isId)) return value;
  throw new BadLineError('has "hash_ids" that are not an array of numbers');
}
