import { Buffer } from "node:buffer";
import { deserialize, serialize } from "node:v8";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { AccumulatorState } from "./accumulator.ts";
import { createDistribution, type DistributionState } from "./distribution.ts";

/** Names and neighbours that are alike: the quickest packing takes out most of what there is to take. */
const LEVEL = 1;

/** Writes a state as bytes; every number keeps every bit. */
export function packState(state: AccumulatorState): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(deflateRawSync(serialize(state), { level: LEVEL }));
}

/** Reads what `packState` wrote; both ends have the same version, which was compared first. */
export function unpackState(bytes: Uint8Array): AccumulatorState {
  return deserialize(inflateRawSync(Buffer.from(bytes)));
}

/** Where a distribution stands in a state. */
export type StatePath = string;

/** Says which distributions of a state are histograms: with these samples, those of others need not be kept one by one. */
export function listHistograms(state: AccumulatorState): readonly StatePath[] {
  const paths: StatePath[] = [];
  walk(state, "", (distribution, path) => {
    if (distribution.kind === "histogram") paths.push(path);
    return distribution;
  });
  return paths;
}

/** Makes histograms of the distributions at these places, as whoever merges them would. */
export function thinState(state: AccumulatorState, paths: readonly StatePath[]): AccumulatorState {
  const wanted = new Set(paths);
  return walk(state, "", (found, path) => wanted.has(path) ? toHistogram(found) : found) as AccumulatorState;
}

function toHistogram(state: DistributionState): DistributionState {
  const histogram = createDistribution(0);
  histogram.merge(state);
  return histogram.state();
}

type Visit = (distribution: DistributionState, path: StatePath) => DistributionState;

/** Copies plain data, its distributions as `visit` makes them. */
function walk(value: unknown, path: StatePath, visit: Visit): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (isDistribution(value)) return visit(value, path);
  if (Array.isArray(value)) {
    return value.map((member, index) => walk(member, `${path}/${nameOf(member, index)}`, visit));
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member, `${path}/${key}`, visit)]));
}

/** Lists of pairs begin with what they are of: the same stands at other places in other states. */
function nameOf(member: unknown, index: number): string {
  const [name, content] = Array.isArray(member) && member.length === 2 ? member as [unknown, unknown] : [];
  return typeof content === "object" && content !== null ? `of ${name}` : String(index);
}

function isDistribution(value: object): value is DistributionState {
  return "kind" in value && (value.kind === "samples" && "sorted" in value || value.kind === "histogram");
}
