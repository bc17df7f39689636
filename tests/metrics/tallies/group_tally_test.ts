import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { RequestRecord } from "../../../src/core/record.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import type { GroupMetrics } from "../../../src/metrics/step_metrics.ts";
import { MAX_GROUPS } from "../../../src/metrics/tallies/group_tally.ts";
import { makeRecord, type RecordFacts } from "../../support/make_record.ts";

function groupsOf(...records: readonly RequestRecord[]): readonly GroupMetrics[] {
  const accumulator = createAccumulator({ goodput: [{ metric: "ttft", limitMs: 50 }] });
  records.forEach(accumulator.add);
  return accumulator.finish().groups;
}

function make(facts: RecordFacts, ttftMs = 40): RequestRecord {
  return makeRecord({
    endAtMs: 2000,
    events: [[ttftMs, "content"], [ttftMs + 60, "content"]],
    tokens: { completionTokens: 7 },
    ...facts,
  });
}

const FAILURE = { kind: "reset", message: "Connection reset" } as const;

Deno.test("groups are there only where there is more than one label or model", () => {
  deepStrictEqual(groupsOf(), []);
  deepStrictEqual(groupsOf(make({ label: "chat", model: "a" }), make({ label: "chat", model: "a" })), []);
  const byModel = groupsOf(make({ label: "chat", model: "a" }), make({ label: "chat", model: "b" }));
  deepStrictEqual(byModel.map(({ by, name }) => [by, name]), [["model", "a"], ["model", "b"]]);
  const byBoth = groupsOf(make({ label: "chat", model: "a" }), make({ label: "rag", model: "b" }));
  deepStrictEqual(byBoth.map(({ by }) => by), ["label", "label", "model", "model"]);
});

Deno.test("groups have the figures of their own requests, those before the second group appeared too", () => {
  const groups = groupsOf(
    make({ label: "rag" }, 100),
    make({ label: "rag", failure: FAILURE }),
    make({ label: "rag" }, 200),
    make({ label: "chat" }, 40),
    make({ label: "rag" }, 300),
    make({ label: "rag", phase: "warmup" }, 900),
    make({ label: "empty", phase: "warmup" }, 900),
  );
  deepStrictEqual(groups, [
    {
      by: "label",
      name: "rag",
      requests: 4,
      succeeded: 3,
      failed: 1,
      requestsPerSecond: 1.5,
      goodputShare: 0,
      distributions: {
        latency: { count: 3, mean: 0.26, p50: 0.26, p99: 0.358 },
        ttft: { count: 3, mean: 200, p50: 200, p99: 298 },
        tpot: { count: 3, mean: 10, p50: 10, p99: 10 },
        output_tokens: { count: 3, mean: 7, p50: 7, p99: 7 },
      },
    },
    {
      by: "label",
      name: "chat",
      requests: 1,
      succeeded: 1,
      failed: 0,
      requestsPerSecond: 0.5,
      goodputShare: 1,
      distributions: {
        latency: { count: 1, mean: 0.1, p50: 0.1, p99: 0.1 },
        ttft: { count: 1, mean: 40, p50: 40, p99: 40 },
        tpot: { count: 1, mean: 10, p50: 10, p99: 10 },
        output_tokens: { count: 1, mean: 7, p50: 7, p99: 7 },
      },
    },
  ]);
});

Deno.test("requests without a label are a group of their own beside those with one", () => {
  deepStrictEqual(groupsOf(make({ label: null }), make({ label: "rag" })).map(({ name }) => name), ["rag", "(none)"]);
});

Deno.test("groups beyond the bound are counted together, last however many requests they have", () => {
  const names = Array.from({ length: MAX_GROUPS.label + 10 }, (_, i) => `class ${i}`);
  const groups = groupsOf(...names.flatMap((label) => [make({ label }), make({ label })]));
  strictEqual(groups.length, MAX_GROUPS.label + 1);
  const last = groups.at(-1);
  deepStrictEqual([last?.name, last?.requests, last?.distributions.ttft?.count], ["(other)", 20, 20]);
});

Deno.test("groups that all failed have counts and no figures", () => {
  const groups = groupsOf(make({ model: "a" }), make({ model: "b", failure: FAILURE }));
  const { requests, failed, requestsPerSecond, distributions } = groups[1] ?? {};
  deepStrictEqual([requests, failed, requestsPerSecond, distributions?.latency?.mean], [1, 1, 0, null]);
});

Deno.test("results are grouped by machine where several carried the load", () => {
  const accumulator = createAccumulator({ agentOf: (shard) => shard % 2 === 0 ? "a" : "b" });
  for (const shard of [0, 1, 2, 3, 4]) accumulator.add(make({ shard }, 40 + shard));
  const groups = accumulator.finish().groups;
  deepStrictEqual(groups.map(({ by, name, requests }) => [by, name, requests]), [["agent", "a", 3], ["agent", "b", 2]]);
  deepStrictEqual(groups.map(({ distributions }) => distributions.ttft?.p50), [42, 42]);
});
