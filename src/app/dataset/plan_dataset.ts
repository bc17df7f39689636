import { readPerfOptions } from "../../config/file/read_perf_options.ts";
import type { Environment } from "../../config/parsing/environment.ts";
import { kindOf } from "../../config/resolving/load/load_kind.ts";
import { resolveParsed } from "../../config/resolve_run_plan.ts";
import type { RunPlan } from "../../config/run_plan.ts";

/** A plan of which only the dataset counts. */
export interface DatasetPlan {
  readonly plan: RunPlan;
  /** `--number`, where it was given. */
  readonly count: number | null;
}

/**
 * Reads the options of `perf` for a command that only looks at data: what data does not depend on, such as the model's
 * name, may be missing.
 */
export async function planDataset(argv: readonly string[], env: Environment): Promise<DatasetPlan> {
  const parsed = await readPerfOptions({ argv, env });
  const kind = parsed.problems.length === 0 ? kindOf(parsed.values) : "single";
  const values = {
    ...parsed.values,
    model: parsed.values.model ?? "model",
    multi_turn: parsed.values.multi_turn || kind === "multi_turn",
    open_loop: parsed.values.open_loop || kind === "trace",
  };
  const plan = resolveParsed({ ...parsed, values }, env);
  const [number] = parsed.values.number;
  return { plan, count: parsed.explicit.has("number") ? number ?? null : null };
}
