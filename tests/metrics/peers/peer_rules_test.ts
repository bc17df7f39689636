import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { PeerRow } from "../../../src/metrics/step_metrics.ts";
import { PEER_NAMES, type PeerFigure, type PeerName } from "../../../src/metrics/peers/peer_rules.ts";
import { compareDefinitions } from "../../../src/metrics/peers/peer_tally.ts";
import { describePeerDifferences } from "../../../src/report/parts/peer_table.ts";
import { makeRecord, type RecordFacts } from "../../support/make_record.ts";

/** Role at 10, "a" at 100, two tokens at 140, "d" at 160, finish at 170, usage at 300, closed at 310. */
const LATE_USAGE: RecordFacts = {
  sentAtMs: 1000,
  endAtMs: 1310,
  events: [[1010, "role"], [1100, "reasoning"], [1140, "content"], [1160, "content"], [1170, "finish"], [
    1300,
    "usage",
  ]],
  eventTokens: [0, 1, 3, 4, 4, 4],
  tokens: { promptTokens: 5, completionTokens: 4 },
};

type Means = Readonly<Record<PeerFigure, number | null>>;

/** Worked out by hand from the rules of each tool. */
const EXPECTED: Readonly<Record<PeerName, Means>> = {
  native: { ttft: 100, tpot: 20, itl: 30, latency: 300 },
  vllm: { ttft: 10, tpot: 160 / 3, itl: 40, latency: 170 },
  sglang: { ttft: 100, tpot: 70, itl: 20, latency: 310 },
  aiperf: { ttft: 100, tpot: null, itl: 20, latency: 160 },
  guidellm: { ttft: 100, tpot: 40, itl: 20, latency: 310 },
  evalscope: { ttft: 100, tpot: 66.67, itl: 30, latency: 300 },
};

for (const name of PEER_NAMES) {
  Deno.test(`a reply with a late usage event by the rules of ${name}`, () => {
    const [row] = compareDefinitions([makeRecord(LATE_USAGE)], [name]);
    const means = Object.entries(row?.figures ?? {}).map(([figure, { mean }]) => [figure, round(mean)]);
    const wanted = Object.entries(EXPECTED[name]).map(([figure, mean]) => [figure, round(mean)]);
    deepStrictEqual(Object.fromEntries(means), Object.fromEntries(wanted));
  });
}

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}

Deno.test("percentiles are taken as each tool takes them", () => {
  const records = Array.from(
    { length: 10 },
    (_, i) =>
      makeRecord({
        events: [[i + 1.004, "content"], [i + 2.004, "content"]],
        endAtMs: 20,
        tokens: { completionTokens: 2 },
      }),
  );
  const p50 = compareDefinitions(records, ["vllm", "guidellm", "evalscope"]).map(({ figures }) => figures.ttft.p50);
  // Between the fifth and the sixth, the fifth, the sixth rounded to two decimals.
  deepStrictEqual(p50.map(round), [5.5, 5, 6]);
  strictEqual(p50[2], 6);
});

Deno.test("a whole body, warm-up and failures have no first token for anyone", () => {
  const records = [
    makeRecord({ isStream: false, endAtMs: 50, tokens: { completionTokens: 5 } }),
    makeRecord({ ...LATE_USAGE, phase: "warmup" }),
    makeRecord({ ...LATE_USAGE, failure: { kind: "reset", message: "gone" } }),
  ];
  for (const { figures } of compareDefinitions(records, PEER_NAMES)) {
    deepStrictEqual([figures.ttft.count, figures.itl.count, figures.latency.mean], [0, 0, 50]);
  }
});

Deno.test("each difference from ours has its reason, and none is told where there is none", () => {
  const rows: readonly PeerRow[] = compareDefinitions([makeRecord(LATE_USAGE)], PEER_NAMES);
  const texts = describePeerDifferences(rows);
  strictEqual(texts.length, 5);
  match(texts[0]?.en ?? "", /^vLLM bench serve\. TTFT: any event with a choice .*; TPOT: .*; ITL: .*; latency: /);
  const plain = makeRecord({
    events: [[10, "content"], [20, "content"]],
    endAtMs: 20,
    tokens: { completionTokens: 2 },
  });
  deepStrictEqual(describePeerDifferences(compareDefinitions([plain], ["native", "vllm"])), []);
});
