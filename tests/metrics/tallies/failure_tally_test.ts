import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createFailureTally } from "../../../src/metrics/tallies/failure_tally.ts";

Deno.test("createFailureTally() groups by kind, status and code, the largest group first", () => {
  const tally = createFailureTally();
  tally.add({ kind: "reset", message: "Connection reset" }, 1);
  tally.add({ kind: "http_status", status: 429, message: "Slow down" }, 2);
  tally.add({ kind: "http_status", status: 429, message: "Slow down" }, 2);
  tally.add({ kind: "http_status", status: 429, code: "quota", message: "No quota" }, 3);
  deepStrictEqual(tally.summaries(), [
    { kind: "http_status", status: 429, code: null, count: 2, examples: ["Slow down"] },
    { kind: "reset", status: null, code: null, count: 1, examples: ["Connection reset"] },
    { kind: "http_status", status: 429, code: "quota", count: 1, examples: ["No quota"] },
  ]);
  deepStrictEqual(tally.countsByKind(), { reset: 1, http_status: 3 });
});

Deno.test("createFailureTally() keeps the first three different messages in time, in whatever order they come", () => {
  const tally = createFailureTally();
  const came = [["d", 9], ["a", 4], ["c", 3], ["a", 1], ["b", 2]] as const;
  for (const [message, atMs] of came) tally.add({ kind: "tls", message }, atMs);
  deepStrictEqual(tally.summaries(), [{ kind: "tls", status: null, code: null, count: 5, examples: ["a", "b", "c"] }]);
});

Deno.test("createFailureTally() folds codes beyond its bound into their kind", () => {
  const tally = createFailureTally();
  for (let i = 0; i < 1000; i++) tally.add({ kind: "error_event", code: `request-${i}`, message: `fault ${i}` }, i);
  tally.add({ kind: "http_status", status: 503, message: "Busy" }, 0);
  const summaries = tally.summaries();
  strictEqual(summaries.length, 51);
  deepStrictEqual(summaries[0], {
    kind: "error_event",
    status: null,
    code: null,
    count: 951,
    examples: ["fault 49", "fault 50", "fault 51"],
  });
  strictEqual(summaries.reduce((sum, { count }) => sum + count, 0), 1001);
});

Deno.test("FailureTally.summaries() does not change with what comes later", () => {
  const tally = createFailureTally();
  tally.add({ kind: "dns", message: "a" }, 1);
  const early = tally.summaries();
  tally.add({ kind: "dns", message: "b" }, 2);
  deepStrictEqual(early, [{ kind: "dns", status: null, code: null, count: 1, examples: ["a"] }]);
});
