import type { FailureKind } from "../../src/core/failure.ts";
import type { FaultName } from "../../src/simulator/settings/fault.ts";

/** What stands behind a name, and the failure that comes of it; `null`: the reply is whole all the same. */
export const FAULTS: Readonly<Record<FaultName, readonly [argument: number | null, kind: FailureKind | null]>> = {
  status: [503, "http_status"],
  html_error: [null, "http_status"],
  wrong_content_type: [null, "wrong_content_type"],
  error_in_stream: [2, "error_in_stream"],
  error_event: [2, "error_event"],
  malformed_json: [2, "malformed_json"],
  malformed_sse: [2, "malformed_sse"],
  truncate: [2, "truncated"],
  cut: [2, "reset"],
  reset: [2, "reset"],
  reset_before_headers: [null, "reset"],
  stall: [2, "timeout_idle"],
  stall_first: [null, "timeout_first_byte"],
  no_headers: [null, "timeout_first_byte"],
  slow_headers: [20, null],
  empty: [null, "empty_output"],
  close_after: [null, null],
};
