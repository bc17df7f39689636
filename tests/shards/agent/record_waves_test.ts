import { ok, strictEqual } from "node:assert";
import { runVirtualLoad } from "../../support/virtual_load.ts";
import type { VirtualScene } from "../../support/virtual_load.ts";
import type { ScriptedServiceOptions } from "../../support/scripted_service.ts";

const WORK_MS = 10;
const NEVER = new AbortController().signal;
const SERVICE_MS = 2000;

/** Two waves of requests whose records take a while to be worked through; gives when batches came of the first. */
async function arrivalsOfWave(slots: number, service: ScriptedServiceOptions = {}): Promise<readonly number[]> {
  const arrivals: number[] = [];
  let scene: VirtualScene | null = null;
  const { records } = await runVirtualLoad({
    shards: 1,
    slots,
    number: 2 * slots,
    service: { serviceMs: () => SERVICE_MS, ...service },
    prepare: (opened) => scene = opened,
    over: {
      async onRecords() {
        const clock = scene?.host.clock;
        if (clock === undefined) throw new Error("records before the load");
        arrivals.push(clock.nowMs());
        await clock.sleepUntil(clock.nowMs() + WORK_MS, NEVER);
      },
    },
  });
  strictEqual(records.length, 0);
  return arrivals.filter((atMs) => atMs < 2 * SERVICE_MS);
}

Deno.test("records of a wave leave in slices with time between them for others, and before the next wave ends", async () => {
  const arrivals = await arrivalsOfWave(320);
  strictEqual(arrivals.length, 10);
  const gaps = arrivals.slice(1).map((atMs, index) => atMs - (arrivals[index] ?? 0));
  // The first ones are not back yet.
  ok(gaps.slice(3).every((gapMs) => gapMs >= 2 * WORK_MS), `${gaps}`);
});

Deno.test("records that are many leave without such pauses", async () => {
  const arrivals = await arrivalsOfWave(1600);
  const first = arrivals.slice(0, 10);
  ok((first.at(-1) ?? Infinity) - (first[0] ?? 0) < 10 * WORK_MS, `${first}`);
});
