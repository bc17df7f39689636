import type { LoadPlan } from "../../config/load_plan.ts";
import { type Failure, isLost } from "../../core/failure.ts";
import type { RequestRecord } from "../../core/record.ts";

/** Watches failures and says when a step is to stop because of them. */
export interface ErrorBrake {
  /** Counts a record; true from the moment on at which there were too many failures. */
  add(record: RequestRecord): boolean;
}

/** The share of failures is taken over so many of the last requests. */
const WINDOW_REQUESTS = 50;

/** Neither says anything of the service. */
function isOurs(failure: Failure): boolean {
  return failure.kind === "cancelled" || isLost(failure);
}

/** Creates the brake of a step (`--max-errors`, `--max-error-rate`). */
export function createErrorBrake({ maxErrors, maxErrorShare }: LoadPlan): ErrorBrake {
  const lastFailed: boolean[] = [];
  let failed = 0;
  let isOver = false;
  return {
    add(record) {
      const hasFailed = record.failure !== null && !isOurs(record.failure);
      if (hasFailed) failed++;
      lastFailed.push(hasFailed);
      if (lastFailed.length > WINDOW_REQUESTS) lastFailed.shift();
      const share = lastFailed.filter(Boolean).length / WINDOW_REQUESTS;
      const isShareOver = maxErrorShare !== null && lastFailed.length === WINDOW_REQUESTS && share > maxErrorShare;
      isOver ||= (maxErrors !== null && failed >= maxErrors) || isShareOver;
      return isOver;
    },
  };
}
