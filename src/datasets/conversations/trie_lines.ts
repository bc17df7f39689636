import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { BadLineError, parseJsonLine } from "../bad_lines.ts";
import type { TextLine } from "../read_lines.ts";

/** The shape of a turn. */
export interface TrieTurn {
  readonly inputTokens: number;
  readonly maxTokens: number;
  /** How long the tool took whose output the turn brings; `null` for the first turn. */
  readonly waitBeforeMs: number | null;
}

/**
 * Reads a line of the trie workloads: a prompt, then `num_turns` calls of tools, each with the length of the reply that
 * calls it, the length of its output and the seconds it takes, and the length of the last reply. Throws `BadLineError`
 * where it is not that.
 */
export function readTrieLine(line: TextLine): readonly TrieTurn[] {
  const value = parseJsonLine(line);
  if (!isJsonObject(value)) throw new BadLineError("is not a JSON object");
  const calls = readNumber(value, "num_turns");
  if (!Number.isInteger(calls)) throw new BadLineError(`has ${calls} as "num_turns"`);
  const replies = readNumbers(value, "assistant_response_length", calls);
  const outputs = readNumbers(value, "tool_call_output_length", calls);
  const seconds = readNumbers(value, "tool_call_latency", calls);
  const maxTokens = [...replies, readNumber(value, "final_assistant_response_length")];
  const inputs = [readNumber(value, "input_prompt_length"), ...outputs];
  return inputs.map((inputTokens, turn) => ({
    inputTokens: toTokens(inputTokens),
    maxTokens: toTokens(maxTokens[turn] ?? 1),
    waitBeforeMs: turn === 0 ? null : (seconds[turn - 1] ?? 0) * 1000,
  }));
}

function toTokens(length: number): number {
  return Math.max(1, Math.round(length));
}

function readNumber(value: JsonObject, key: string): number {
  const number = value[key];
  if (!isAmount(number)) throw new BadLineError(`has no number "${key}" of 0 or more`);
  return number;
}

function readNumbers(value: JsonObject, key: string, count: number): readonly number[] {
  const numbers: unknown = value[key];
  if (!Array.isArray(numbers) || numbers.length !== count || !numbers.every(isAmount)) {
    throw new BadLineError(`has no array "${key}" of ${count} numbers of 0 or more`);
  }
  return numbers;
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
