import * as z from "zod";
import type { JsonObject } from "../../core/json.ts";
import { splitTextArgs } from "../prompts/dataset_args.ts";

/** The keys of `--dataset-args` that name columns. */
export interface ColumnArgs {
  /** Holds the prompt or the messages. */
  readonly column?: string | undefined;
  /** Hold images, sent behind the prompt. */
  readonly image_column?: string | readonly string[] | undefined;
  /** Holds the number of tokens that the reply is to have at most. */
  readonly output_len_column?: string | undefined;
}

/** The keys that choose a part of a repository. */
export interface PartArgs {
  readonly config?: string | undefined;
  readonly split?: string | undefined;
}

/** Arguments of a dataset with columns, and those that it shares with other datasets of prompts. */
export interface SplitArgs<Own> {
  readonly own: Own;
  readonly text: JsonObject;
}

const NAME = z.string().min(1);
const COLUMN_ARGS = z.strictObject({
  column: NAME.optional(),
  image_column: z.union([NAME, z.array(NAME).min(1)]).optional(),
  output_len_column: NAME.optional(),
});
const HUB_ARGS = COLUMN_ARGS.extend({ config: NAME.optional(), split: NAME.optional() });

/** Checks the `--dataset-args` of a file with columns. */
export function parseColumnArgs(dataset: string, args: JsonObject): SplitArgs<ColumnArgs> {
  return splitTextArgs(dataset, COLUMN_ARGS, args);
}

/** Checks the `--dataset-args` of a repository with columns. */
export function parseHubArgs(dataset: string, args: JsonObject): SplitArgs<ColumnArgs & PartArgs> {
  return splitTextArgs(dataset, HUB_ARGS, args);
}
