import type { RunPlan } from "../../config/run_plan.ts";
import { placeOf } from "../../core/choices/dataset_choice.ts";
import { parseMixParts } from "../../datasets/mixes/mix_parts.ts";
import { isJsonObject } from "../../core/json.ts";
import type { RunListener } from "../run/run_listener.ts";
import { openWorkload } from "../workload/open_workload.ts";

/** What is to be fetched. */
export interface FetchRequest {
  readonly plan: RunPlan;
  /** Sessions that must be there afterwards; `null`: all of one pass. */
  readonly count: number | null;
  readonly listener: RunListener;
  readonly signal: AbortSignal;
}

/** What was fetched. */
export interface FetchOutcome {
  /** The dataset, or a part of a mix. */
  readonly name: string;
  readonly sessions: number;
}

/**
 * Reads a dataset (each part of a mix) to its end, so that all of its files are in the cache and known to be usable, and
 * the tokenizer with it. A dataset without end needs no more than its first session.
 */
export async function fetchDataset(request: FetchRequest): Promise<readonly FetchOutcome[]> {
  const outcomes: FetchOutcome[] = [];
  for (const { name, plan } of listParts(request.plan)) {
    outcomes.push({ name, sessions: await readThrough({ ...request, plan }) });
  }
  return outcomes;
}

async function readThrough({ plan, count, listener, signal }: FetchRequest): Promise<number> {
  using workload = await openWorkload({ plan, listener, signal });
  const { sessions, isEndless } = await workload.openPass();
  const wanted = count ?? (isEndless ? 1 : Infinity);
  let read = 0;
  for await (const _ of sessions) {
    signal.throwIfAborted();
    if (++read >= wanted) break;
  }
  return read;
}

function listParts(plan: RunPlan): readonly { readonly name: string; readonly plan: RunPlan }[] {
  const { workload } = plan;
  if (workload.dataset !== "mix") return [{ name: workload.datasetSource ?? workload.dataset, plan }];
  return parseMixParts(workload.datasetSource).map(({ label, ...choice }) => {
    const own = workload.datasetArgs[label];
    const { path, source } = placeOf(choice);
    const part = {
      ...workload,
      dataset: choice.name,
      datasetPath: path,
      datasetSource: source,
      datasetArgs: isJsonObject(own) ? own : {},
    };
    return { name: label, plan: { ...plan, workload: part } };
  });
}
