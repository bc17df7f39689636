import { DataError, reasonOf } from "../../../core/errors.ts";
import type { Dataset, DatasetContext } from "../../dataset.ts";
import { createRecordedDataset } from "./recorded_conversations.ts";
import { parseSweSmithArgs } from "./swe_smith_args.ts";
import { createTrajectoryDataset } from "./trajectories.ts";
import { findTrajectories } from "./trajectory_files.ts";

/**
 * Makes the dataset `swe_smith`: conversations of a coding agent. Without a path, or with Parquet or JSON lines, they are
 * cut from trajectories; any other file holds conversations that were cut before.
 */
export async function createSweSmithDataset(context: DatasetContext): Promise<Dataset> {
  const { path, args, listener } = context;
  const parsed = parseSweSmithArgs(args);
  const kind = path === null ? "hub" : await lookAt(path);
  if (path !== null && kind === "conversations") {
    if (Object.keys(args).length > 0) {
      listener.warn(`--dataset-args has no effect: "${path}" holds conversations as they are`);
    }
    return createRecordedDataset(path, context);
  }
  return await createTrajectoryDataset(await findTrajectories(context), { args: parsed, context });
}

async function lookAt(path: string): Promise<"trajectories" | "conversations"> {
  try {
    const { isDirectory } = await Deno.stat(path);
    return isDirectory || /\.(parquet|jsonl)$/i.test(path) ? "trajectories" : "conversations";
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new DataError(`The dataset path "${path}" does not exist`, { cause });
    }
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
}
