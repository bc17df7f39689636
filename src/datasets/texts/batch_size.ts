import * as z from "zod";
import { UsageError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { DatasetContext } from "../dataset.ts";
import { parseArgs } from "../prompts/dataset_args.ts";

const DEFAULT_BATCH_SIZE = 8;
const BATCH_ARGS = z.strictObject({ batch_size: z.int().positive().optional() });

/** Reads how many texts a request has. */
export function readBatchSize(dataset: string, { args, extraArgs }: DatasetContext): number {
  return parseArgs(dataset, BATCH_ARGS, withExtraArgs(args, extraArgs, ["batch_size"])).batch_size ??
    DEFAULT_BATCH_SIZE;
}

/**
 * Takes a dataset's own keys from `--extra-args` too, where the reference has them; `--dataset-args` win. The services'
 * dialects leave these keys out of bodies.
 */
export function withExtraArgs(args: JsonObject, extraArgs: JsonObject, keys: readonly string[]): JsonObject {
  const taken = Object.entries(extraArgs).filter(([key]) => keys.includes(key));
  const unusable = taken.find(([, value]) => typeof value !== "number");
  if (unusable !== undefined) {
    const [key, value] = unusable;
    throw new UsageError(`Cannot use ${JSON.stringify(value)} as "${key}" of --extra-args: it is not a number`, {
      hint: `Give it as --dataset-args '{"${key}": 8}'`,
    });
  }
  return { ...Object.fromEntries(taken), ...args };
}
