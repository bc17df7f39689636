import { strictEqual } from "node:assert/strict";
import type { MachineLimits } from "../../../src/app/run/machine_limits.ts";
import { countLoops, type LoadNeed } from "../../../src/app/service/loop_count.ts";

const LARGE: MachineLimits = { openFiles: null, usedFiles: null, localPorts: null, cores: 16, cpuQuota: null };

const CASES: readonly (readonly [string, LoadNeed, Partial<MachineLimits>, number])[] = [
  ["few slots", { slots: 8, eventsPerSecond: 100, transport: "kernel" }, {}, 1],
  ["no known pace", { slots: 2000, eventsPerSecond: null, transport: "kernel" }, {}, 1],
  ["the same over fetch, which costs more", { slots: 2000, eventsPerSecond: null, transport: "fetch" }, {}, 5],
  ["a service that writes fast", { slots: 2000, eventsPerSecond: 200, transport: "kernel" }, {}, 4],
  ["many slots that are quiet", { slots: 16_384, eventsPerSecond: 1, transport: "kernel" }, {}, 4],
  ["a flood on a small machine", { slots: 5000, eventsPerSecond: 500, transport: "kernel" }, { cores: 2 }, 1],
  ["a flood on a large machine", { slots: 50_000, eventsPerSecond: 500, transport: "kernel" }, {}, 15],
  ["a flood in a small container", { slots: 5000, eventsPerSecond: 500, transport: "kernel" }, { cpuQuota: 3.5 }, 2],
  ["less than a core", { slots: 5000, eventsPerSecond: 500, transport: "kernel" }, { cpuQuota: 0.2 }, 1],
];

for (const [name, need, limits, loops] of CASES) {
  Deno.test(`countLoops() gives ${loops} to ${name}`, () =>
    strictEqual(countLoops(need, { ...LARGE, ...limits }), loops));
}
