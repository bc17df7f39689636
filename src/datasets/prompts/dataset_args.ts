import { closest } from "fastest-levenshtein";
import * as z from "zod";
import { type Problem, throwProblems } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";

/** Parsed `--dataset-args` of the datasets of prompts. */
export interface TextArgs {
  readonly target_input_len?: number | undefined;
  readonly input_len_mode?: "cap" | "drop" | undefined;
  readonly prefix_file?: string | undefined;
  readonly prefix_role?: "system" | "user" | undefined;
}

const TEXT_ARGS = z.strictObject({
  target_input_len: z.int().positive().optional(),
  input_len_mode: z.enum(["cap", "drop"]).optional(),
  prefix_file: z.string().min(1).optional(),
  prefix_role: z.enum(["system", "user"]).optional(),
});
const NO_ARGS = z.strictObject({});

/** Checks the `--dataset-args` of a dataset of prompts; throws one `UsageError` that names every problem. */
export function parseTextArgs(dataset: string, args: JsonObject, hasTokenizer: boolean): TextArgs {
  const parsed = TEXT_ARGS.safeParse(args);
  const problems = parsed.success ? [] : toProblems(dataset, parsed.error, Object.keys(TEXT_ARGS.shape));
  throwProblems([...problems, ...findConflicts(args, hasTokenizer)]);
  return parsed.success ? parsed.data : {};
}

/**
 * Checks `--dataset-args` that hold a dataset's own keys beside those of prompts. Returns both apart; those of prompts
 * are checked when they are used.
 */
export function splitTextArgs<T extends z.ZodObject>(
  dataset: string,
  schema: T,
  args: JsonObject,
): { readonly own: z.infer<T>; readonly text: JsonObject } {
  const textKeys = Object.keys(TEXT_ARGS.shape);
  const anything = Object.fromEntries(textKeys.map((key) => [key, z.unknown().optional()]));
  parseArgs(dataset, schema.extend(anything), args);
  const entries = Object.entries(args);
  const own = Object.fromEntries(entries.filter(([key]) => !textKeys.includes(key)));
  const text = Object.fromEntries(entries.filter(([key]) => textKeys.includes(key)));
  return { own: parseArgs(dataset, schema, own), text };
}

/** Checks the `--dataset-args` of a dataset that takes none. */
export function refuseArgs(dataset: string, args: JsonObject): void {
  const parsed = NO_ARGS.safeParse(args);
  if (!parsed.success) throwProblems(toProblems(dataset, parsed.error, []));
}

/** Checks `--dataset-args` against a dataset's schema; throws one `UsageError` that names every problem. */
export function parseArgs<T extends z.ZodObject>(dataset: string, schema: T, args: JsonObject): z.infer<T> {
  const parsed = schema.safeParse(args);
  if (!parsed.success) throwProblems(toProblems(dataset, parsed.error, Object.keys(schema.shape)));
  return schema.parse(args);
}

function toProblems(dataset: string, error: z.ZodError, known: readonly string[]): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => toUnknownKey(dataset, key, known));
    const message = `Cannot use --dataset-args for "${dataset}": "${issue.path.join(".")}": ${issue.message}`;
    return [{ message }];
  });
}

function toUnknownKey(dataset: string, key: string, known: readonly string[]): Problem {
  const message = `Cannot use --dataset-args for "${dataset}": it has no key "${key}"`;
  if (known.length === 0) return { message, hint: `The dataset "${dataset}" takes no arguments` };
  return { message, hint: `Did you mean "${closest(key, known)}"? It takes ${known.join(", ")}` };
}

function findConflicts(args: JsonObject, hasTokenizer: boolean): Problem[] {
  const problems: Problem[] = [];
  const hasTarget = args["target_input_len"] !== undefined;
  const hasPrefix = args["prefix_file"] !== undefined;
  const add = (message: string, hint: string) => problems.push({ message, hint });
  if (hasTarget && !hasTokenizer) {
    add('"target_input_len" counts tokens and needs a tokenizer', "Give --tokenizer-path");
  }
  if (hasPrefix && !hasTarget) {
    add('"prefix_file" fills prompts up to a length, which is missing', 'Give "target_input_len" beside it');
  }
  if (hasPrefix && args["input_len_mode"] === "drop") {
    add('"prefix_file" fills up short prompts, "input_len_mode" "drop" leaves them out', 'Use "cap", or no prefix');
  }
  if (args["input_len_mode"] !== undefined && !hasTarget) {
    add('"input_len_mode" says how to reach a length, which is missing', 'Give "target_input_len" beside it');
  }
  if (args["prefix_role"] !== undefined && !hasPrefix) {
    add('"prefix_role" says where a prefix goes, but there is none', 'Give "prefix_file" beside it');
  }
  return problems;
}
