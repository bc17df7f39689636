import * as z from "zod";
import type { JsonObject } from "../../../core/json.ts";
import type { Random } from "../../../core/random.ts";
import { parseArgs } from "../../prompts/dataset_args.ts";

/** A number of tokens, or a range from which each conversation draws its own. */
export type TokenRange = readonly [min: number, max: number];

/** Parsed `--dataset-args` of `swe_smith`. */
export interface SweSmithArgs {
  readonly firstTurnTokens: TokenRange;
  readonly nextTurnTokens: TokenRange;
  readonly charsPerToken: number;
}

const COUNT = z.int().positive();
const LENGTH = z.union([
  COUNT,
  z.tuple([COUNT, COUNT]).refine(([min, max]) => min <= max, "the first number must not be above the second"),
], "must be a whole number from 1 on, or [MIN, MAX] of such");

const SCHEMA = z.strictObject({
  first_turn_length: LENGTH.optional(),
  subsequent_turn_length: LENGTH.optional(),
  chars_per_token: z.number().positive().optional(),
});

/** Checks the `--dataset-args` of `swe_smith`; throws one `UsageError` that names every problem. */
export function parseSweSmithArgs(args: JsonObject): SweSmithArgs {
  const parsed = parseArgs("swe_smith", SCHEMA, args);
  return {
    firstTurnTokens: toRange(parsed.first_turn_length ?? 65_000),
    nextTurnTokens: toRange(parsed.subsequent_turn_length ?? 500),
    charsPerToken: parsed.chars_per_token ?? 3,
  };
}

/** Draws from a range. */
export function drawTokens([min, max]: TokenRange, random: Random): number {
  return min === max ? min : random.integer(min, max);
}

function toRange(length: number | [number, number]): TokenRange {
  return typeof length === "number" ? [length, length] : length;
}
