/**
 * Measures how large a run must be for `p99_ttft>+5%` to find a service that is a tenth slower, where the service, or the
 * machine, stands still now and then: draws alone, the same on every machine. By hand, in some three minutes:
 *
 *   deno run -A tests/bench/compare_power.ts
 *
 * A closed loop of slots; each first token comes after a time drawn around a middle, or where the service stands still
 * then, when it goes on: pauses delay all that is on its way at once, which is what makes a p99 hard to compare.
 */
import { print } from "../../scripts/print.ts";
import { createRandom, type Random } from "../../src/core/random.ts";
import { bootstrapChange } from "../../src/metrics/comparison/interval.ts";
import { takeSamples } from "../../src/metrics/comparison/samples.ts";
import type { PointRequests } from "../../src/metrics/comparison/point_requests.ts";
import type { MetricSubject } from "../../src/metrics/judging/criterion_name.ts";

const P99: MetricSubject = { metric: "ttft", statistic: { kind: "percentile", percent: 99 } };
const LIMIT = 0.05;
const MIDDLE_MS = 100;
const DEVIATION = 0.05;
const PAIRS = { equal: 200, slower: 100 } as const;
const SLOWDOWN = 1.1;

interface Pauses {
  readonly perSecond: number;
  readonly meanMs: number;
}

interface Load {
  readonly count: number;
  readonly slots: number;
}

const PAUSES: readonly Pauses[] = [{ perSecond: 0.5, meanMs: 10 }, { perSecond: 1, meanMs: 10 }];
const LOADS: readonly Load[] = [
  { count: 550, slots: 64 },
  { count: 1100, slots: 64 },
  { count: 1100, slots: 16 },
  { count: 4000, slots: 64 },
  { count: 4000, slots: 16 },
];

function drawPauses({ perSecond, meanMs }: Pauses, untilMs: number, random: Random): readonly [number, number][] {
  const pauses: [number, number][] = [];
  for (let atMs = 0; atMs < untilMs;) {
    atMs += random.exponential() * 1000 / perSecond;
    pauses.push([atMs, atMs + meanMs * random.exponential()]);
  }
  return pauses;
}

function drawRun({ count, slots }: Load, middleMs: number, { pauses, random }: { pauses: Pauses; random: Random }) {
  const stops = drawPauses(pauses, 2 * count / slots * middleMs, random);
  const freeAtMs = new Array<number>(slots).fill(0);
  const startMs = new Float64Array(count);
  const endMs = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const slot = freeAtMs.indexOf(Math.min(...freeAtMs));
    const fromMs = freeAtMs[slot] ?? 0;
    const dueMs = fromMs + middleMs * (1 + DEVIATION * random.normal());
    const untilMs = stops.reduce((due, [from, until]) => due > from && due < until ? until : due, dueMs);
    [startMs[i], endMs[i], freeAtMs[slot]] = [fromMs, untilMs, untilMs];
  }
  return toRequests({ count, slots }, startMs, endMs);
}

function toRequests({ count, slots }: Load, startMs: Float64Array, endMs: Float64Array): PointRequests {
  const ttftMs = endMs.map((end, i) => end - (startMs[i] ?? 0));
  const none = new Float64Array(count).fill(NaN);
  const rest = { latencyMs: ttftMs, tpotMs: none, promptTokens: none, outputTokens: none };
  const gaps = { gapMs: new Float64Array(), gapOwner: new Uint32Array() };
  return { count, slots, startMs, endMs, failed: new Uint8Array(count), ttftMs, ...rest, ...gaps };
}

function p99Of({ ttftMs }: PointRequests): number {
  const sorted = ttftMs.toSorted();
  const position = (sorted.length - 1) * 0.99;
  const below = sorted[Math.floor(position)] ?? NaN;
  return below + ((sorted[Math.ceil(position)] ?? NaN) - below) * (position % 1);
}

/** As `judgeGate` does: beyond the limit, and beyond noise. */
function isBroken(base: PointRequests, next: PointRequests): boolean {
  if (p99Of(next) / p99Of(base) - 1 <= LIMIT) return false;
  const [one, other] = [takeSamples(base, P99), takeSamples(next, P99)];
  if (one === null || other === null) return false;
  const found = bootstrapChange(one, other, createRandom(1));
  return "low" in found && found.atLeast > 0;
}

function shareBroken(load: Load, pauses: Pauses, { pairs, slowdown }: { pairs: number; slowdown: number }): string {
  let broken = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const draw = (seed: number, middleMs: number) =>
      drawRun(load, middleMs, { pauses, random: createRandom(2 * pair + seed) });
    if (isBroken(draw(1, MIDDLE_MS), draw(2, MIDDLE_MS * slowdown))) broken++;
  }
  return `${(broken / pairs * 100).toFixed(1)} %`;
}

for (const pauses of PAUSES) {
  for (const load of LOADS) {
    const alarms = shareBroken(load, pauses, { pairs: PAIRS.equal, slowdown: 1 });
    const found = shareBroken(load, pauses, { pairs: PAIRS.slower, slowdown: SLOWDOWN });
    const service = `${pauses.perSecond} pauses a second of ${pauses.meanMs} ms`;
    print(`${service}, ${load.count} requests, ${load.slots} at once: false alarms ${alarms}, found ${found}`);
  }
}
