import { strictEqual } from "node:assert";
import type { FailureKind } from "../../../src/core/failure.ts";
import { describeFailure } from "../../../src/report/parts/failure_table.ts";

const CASES: readonly (readonly [FailureKind, number | null, string, string])[] = [
  ["connect_refused", null, "Connection refused (os error 111)", "Connection refused (os error 111)"],
  [
    "connect_refused",
    null,
    "Connection refused: nothing listens there (ECONNREFUSED)",
    "Connection refused: nothing listens there (ECONNREFUSED)",
  ],
  ["cancelled", null, "Cancelled by the client", "Cancelled by the client"],
  ["http_status", 503, "HTTP 503: The server is overloaded.", "HTTP status 503: The server is overloaded."],
  ["http_status", 503, "Overloaded", "HTTP status 503: Overloaded"],
  [
    "reset",
    null,
    "Connection broken off by the service: aborted",
    "Connection reset: Connection broken off by the service: aborted",
  ],
  ["reset", null, "Connection reset by peer", "Connection reset by peer"],
  ["http_status", 503, "HTTP 5031", "HTTP status 503: HTTP 5031"],
  ["empty_output", null, "", "Empty output"],
];

for (const [kind, status, example, text] of CASES) {
  Deno.test(`a failure is described as "${text}"`, () => {
    strictEqual(
      describeFailure({ kind, status, code: null, count: 1, examples: example === "" ? [] : [example] }),
      text,
    );
  });
}
