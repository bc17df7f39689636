import * as z from "zod";
import { type Problem, throwProblems } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { parseArgs } from "../prompts/dataset_args.ts";

/** How a trace is written. */
export type TraceFormatName = "requests" | "mooncake" | "burstgpt" | "azure";

/** Parsed `--dataset-args` of `workload_trace`. */
export interface TraceArgs {
  /** `null`: what the first line looks like. */
  readonly format: TraceFormatName | null;
  /** 2: twice as fast as recorded. */
  readonly speed: number;
  readonly modelMapping: Readonly<Record<string, string>>;
  /** For all models that are not mapped. */
  readonly modelOverride: string | null;
  /** Replies are to be as long as recorded. */
  readonly matchOutputLength: boolean;
  /** Tokens that a hash id of a Mooncake trace stands for. */
  readonly blockTokens: number;
  /** The unit of timestamps that are numbers; `null`: that of the format. */
  readonly timestampUnit: "s" | "ms" | null;
}

/** Mooncake's own traces have blocks of this size. */
const MOONCAKE_BLOCK_TOKENS = 512;

const SCHEMA = z.strictObject({
  format: z.enum(["requests", "mooncake", "burstgpt", "azure"]).optional(),
  speed: z.number().positive().optional(),
  model_override: z.string().min(1).optional(),
  model_mapping: z.record(z.string(), z.string().min(1)).optional(),
  match_output_length: z.boolean().optional(),
  block_size: z.int().positive().optional(),
  timestamp_unit: z.enum(["s", "ms"]).optional(),
});

/** Checks the `--dataset-args` of `workload_trace`; throws one `UsageError` that names every problem. */
export function parseTraceArgs(args: JsonObject): TraceArgs {
  const parsed = parseArgs("workload_trace", SCHEMA, args);
  throwProblems(findConflicts(parsed));
  return {
    format: parsed.format ?? null,
    speed: parsed.speed ?? 1,
    modelMapping: parsed.model_mapping ?? {},
    modelOverride: parsed.model_override ?? null,
    matchOutputLength: parsed.match_output_length ?? false,
    blockTokens: parsed.block_size ?? MOONCAKE_BLOCK_TOKENS,
    timestampUnit: parsed.timestamp_unit ?? null,
  };
}

function findConflicts({ format, block_size: blockSize }: z.infer<typeof SCHEMA>): Problem[] {
  if (blockSize === undefined || format === undefined || format === "mooncake") return [];
  return [{
    message: `"block_size" is the size of a Mooncake trace's blocks, the format is "${format}"`,
    hint: 'Leave "block_size" out',
  }];
}
