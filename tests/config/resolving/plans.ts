import { ok } from "node:assert";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../../src/config/run_plan.ts";
import { type Problem, UsageError } from "../../../src/core/errors.ts";

/** Takes a command line apart at spaces. */
export function planOf(command: string): RunPlan {
  return resolvePerfPlan(["--model", "m", ...words(command)], { HOME: "/h" });
}

/** Returns what is wrong with a command line. */
export function problemsOf(command: string): readonly Problem[] {
  try {
    planOf(command);
    return [];
  } catch (error) {
    ok(error instanceof UsageError, String(error));
    return error.problems;
  }
}

function words(command: string): readonly string[] {
  return command.split(" ").filter((word) => word !== "");
}
