import type { RunResult } from "../../metrics/run_result.ts";
import { readRunEnvironment } from "../../report/files/run_environment.ts";
import { toRunJson } from "../../report/files/run_json.ts";

/** Writes a run as the JSON text of `run.json`, for a program that reads standard output. */
export function renderRunJson(result: RunResult): string {
  return JSON.stringify(toRunJson(result, readRunEnvironment()), null, 2);
}
