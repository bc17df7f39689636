import type { RunResult } from "../../metrics/run_result.ts";
import { readRunEnvironment } from "../../report/files/run_environment.ts";
import { toRunJson } from "../../report/files/run_json.ts";

/** Writes a run as JSON text: what `run.json` holds, for `--json`. */
export function renderRunJson(run: RunResult): string {
  return JSON.stringify(toRunJson(run, readRunEnvironment()), null, 2);
}
