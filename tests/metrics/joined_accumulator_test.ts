import { ok, strictEqual } from "node:assert/strict";
import { createRandom, type Random } from "../../src/core/random.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import { createAccumulator } from "../../src/metrics/accumulator.ts";
import type { AccumulatorOptions } from "../../src/metrics/accumulator_options.ts";
import { joinStates } from "../../src/metrics/joined_accumulator.ts";
import { listHistograms, packState, thinState, unpackState } from "../../src/metrics/packed_state.ts";
import { GROUP_SAMPLE_LIMIT } from "../../src/metrics/tallies/group_tally.ts";
import { drawSessions } from "./records.ts";

const STAGES = [{ fromMs: 0, untilMs: Infinity, load: { variable: "parallel", from: 4, to: 4 } }] as const;
const BASE: AccumulatorOptions = { goodput: [{ metric: "ttft", limitMs: 90 }], isMultiTurn: true, stages: STAGES };

/** Which machine a record is of, by chance. */
function place(records: readonly RequestRecord[], machines: number, random: Random): readonly RequestRecord[] {
  return records.map((record) => ({ ...record, place: { ...record.place, shard: random.integer(0, machines - 1) } }));
}

interface Split {
  readonly records: readonly RequestRecord[];
  readonly machines: number;
  readonly options: AccumulatorOptions;
}

/** What each machine tells, as it goes over the bus. */
function tell({ records, machines, options }: Split, thin: readonly string[] = []): readonly Uint8Array[] {
  return Array.from({ length: machines }, (_, machine) => {
    const own = createAccumulator({ ...options, agentOf: () => `agent-${machine}` });
    own.beginAt(0);
    for (const record of records) if (record.place.shard === machine) own.add(record);
    return packState(thinState(own.state(), thin));
  });
}

function join(states: readonly Uint8Array[], options: AccumulatorOptions) {
  const heard: string[] = [];
  const source = {
    version: 1,
    states: () => states.map(unpackState),
    onJoined: (state: Parameters<typeof listHistograms>[0]) => heard.push(...listHistograms(state)),
  };
  const joined = joinStates(options, source);
  joined.beginAt(0);
  return { figures: JSON.stringify(joined.finish()), histograms: [...new Set(heard)] };
}

// With fewer than groups keep a step would be a histogram before they are.
const LIMITS: Readonly<Record<string, AccumulatorOptions>> = {
  below: {},
  above: { exactSampleLimit: GROUP_SAMPLE_LIMIT },
};

for (const [side, limit] of Object.entries(LIMITS)) {
  Deno.test(`A4: states of 1, 2, 3 and 7 machines give the figures of all records to the last bit, ${side} the exact limit`, () => {
    const random = createRandom(11);
    const drawn = drawSessions(random, 600, 60);
    const options = { ...BASE, ...limit };
    for (const machines of [1, 2, 3, 7]) {
      const records = place(drawn, machines, random);
      const whole = createAccumulator({ ...options, agentOf: (shard) => `agent-${shard}` });
      whole.beginAt(0);
      records.forEach(whole.add);
      const wanted = JSON.stringify(whole.finish());
      const { figures, histograms } = join(tell({ records, machines, options }), options);
      strictEqual(figures === wanted, true, `${machines} machines`);
      strictEqual(histograms.includes("/distributions/itl"), side === "above");
      // Histograms for what is one in all, instead of samples: nothing changes but the size.
      strictEqual(join(tell({ records, machines, options }, histograms), options).figures === wanted, true);
    }
  });
}

Deno.test("A19: the state of an agent with its part of 300,000 gaps between tokens is below 150 kB", () => {
  const random = createRandom(3);
  // One of eight agents: 312 requests of 120 tokens.
  const records = place(drawSessions(random, 312, 120), 1, random);
  const thin = ["/distributions/itl", "/distributions/token_itl"];
  const [state] = tell({ records, machines: 1, options: BASE }, thin);
  ok(state !== undefined && state.byteLength < 150_000, `${state?.byteLength}`);
});

Deno.test("records that are taken in beside the states count as well", () => {
  const records = drawSessions(createRandom(5), 40);
  const [first = [], second = []] = [records.slice(0, 20), records.slice(20)];
  const told = createAccumulator(BASE);
  first.forEach(told.add);
  const joined = joinStates(BASE, { version: 1, states: () => [told.state()], onJoined: () => {} });
  second.forEach(joined.add);
  const whole = createAccumulator(BASE);
  records.forEach(whole.add);
  strictEqual(JSON.stringify(joined.finish()), JSON.stringify(whole.finish()));
});
