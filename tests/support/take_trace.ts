import type { JsonObject } from "../../src/core/json.ts";
import type { Session } from "../../src/core/session.ts";
import type { Dataset, DatasetContext } from "../../src/datasets/dataset.ts";
import { createWorkloadTraceDataset } from "../../src/datasets/traces/workload_trace.ts";
import { type Heard, makeDatasetContext } from "./make_dataset_context.ts";
import { withTemporaryFile } from "./temporary_folder.ts";

/** What a trace was read as. */
export interface TakenTrace {
  readonly dataset: Dataset;
  readonly sessions: readonly Session[];
  readonly heard: Heard;
}

/** Reads a trace of these lines, each a text or the JSON of a value. */
export async function takeTrace(
  lines: readonly unknown[],
  args: JsonObject = {},
  changes: Partial<DatasetContext> = {},
): Promise<TakenTrace> {
  const taken: TakenTrace[] = [];
  const content = lines.map((line) => typeof line === "string" ? line : JSON.stringify(line)).join("\n");
  await withTemporaryFile(content, async (path) => {
    const [context, heard] = makeDatasetContext({ path, args, ...changes });
    const dataset = await createWorkloadTraceDataset(context);
    taken.push({ dataset, sessions: await Array.fromAsync(dataset.sessions()), heard });
  });
  const [first] = taken;
  if (first === undefined) throw new Error("nothing was read");
  return first;
}
