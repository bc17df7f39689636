import { datasetNameOf } from "../../../core/choices/dataset_choice.ts";
import type { Work } from "../../../core/apis.ts";
import { DATASET_FACTS, type DatasetKind } from "../../../core/datasets.ts";
import type { PerfValues } from "../../options/perf_options.ts";

/** What the options say of the load, read together. */
export interface LoadKind {
  readonly isOpenLoop: boolean;
  /** The dataset is a trace, which brings its own times. */
  readonly isTrace: boolean;
  /** Requests have a rate, from whatever option. */
  readonly isPaced: boolean;
  /** What `--stages` are about. */
  readonly stagesOf: "rate" | "slots";
}

/** Reads together what drives the load: it needs options and dataset. */
export function readLoadKind(values: PerfValues): LoadKind {
  const isRateSearch = values.sla_auto_tune && values.sla_variable === "rate";
  const isOpenLoop = values.open_loop || (isRateSearch && values.sla_fixed_parallel === null);
  const hasRate = values.rate.some((rate) => rate > 0);
  const stagesOf = isOpenLoop || hasRate ? "rate" : "slots";
  const isPaced = hasRate || isRateSearch || values.ramp !== null || (values.stages !== null && stagesOf === "rate");
  return { isOpenLoop, isTrace: kindOf(values) === "trace", isPaced, stagesOf };
}

/** Returns the kind of what is sent; a fixed prompt is `single` whatever dataset was named. */
export function kindOf({ prompt, dataset }: Pick<PerfValues, "prompt" | "dataset">): DatasetKind {
  return prompt === null ? DATASET_FACTS[datasetNameOf(dataset)].kind : "single";
}

/** Returns what is asked of the service; a fixed prompt is a chat whatever dataset was named. */
export function workOf({ prompt, dataset }: Pick<PerfValues, "prompt" | "dataset">): Work {
  return prompt === null ? DATASET_FACTS[datasetNameOf(dataset)].work : "chat";
}
