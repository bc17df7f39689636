import { createDistribution, type Distribution } from "../../metrics/distribution.ts";
import { SampleBatch } from "../../metrics/samples/sample_batch.ts";
import { type Curve, CURVE_IDS, type CurveId, type PointDetails, type RequestRow } from "../model/report_model.ts";
import type { SlowRequest } from "../model/report_model.ts";
import type { RequestTable, StoredRequest } from "./request_rows.ts";
import { createSeries } from "./time_series.ts";

/** Enough for a picture of single requests; more only makes the page heavy. */
const KEPT_REQUESTS = 1500;
const KEPT_SLOWEST = 10;
const BARS = 40;
/** One a percent; of fewer samples each is one. */
const MAX_QUANTILES = 101;

/** Reduces the requests of a point to what is shown of them. */
export function collectDetails(table: RequestTable): PointDetails {
  const shapes = Object.fromEntries(CURVE_IDS.map((id) => [id, createDistribution()])) as Record<CurveId, Distribution>;
  const step = Math.max(1, Math.ceil(table.count / KEPT_REQUESTS));
  const requests: RequestRow[] = [];
  const series = createSeries();
  let slowest: StoredRequest[] = [];
  for (const request of table.rows()) {
    series.add(request);
    addShapes(shapes, request);
    if (request.number % step === 1 % step) requests.push(toRow(request));
    if (isSlow(request, slowest)) slowest = insertSlow(slowest, request);
  }
  return {
    requestCount: table.count,
    series: series.finish(),
    curves: toCurves(shapes),
    requests: requests.sort((a, b) => a.startMs - b.startMs),
    slowest: slowest.map(toSlow),
  };
}

function addShapes(shapes: Readonly<Record<CurveId, Distribution>>, request: StoredRequest): void {
  if (request.failure !== null) return;
  if (request.ttftMs !== null) shapes.ttft.add(request.ttftMs);
  if (request.tpotMs !== null) shapes.tpot.add(request.tpotMs);
  if (request.latencyMs !== null) shapes.latency.add(request.latencyMs);
  gaps.set(parseGaps(request.gapsJson));
  shapes.itl.addAll(gaps);
}

const gaps = new SampleBatch();

/** Returns the gaps in ms; none where the text is no list of numbers. */
export function parseGaps(json: string): Float64Array {
  try {
    const gaps: unknown = JSON.parse(json);
    if (!Array.isArray(gaps)) return new Float64Array();
    const gapsMs = new Float64Array(gaps.length);
    let count = 0;
    for (const seconds of gaps) if (Number.isFinite(seconds)) gapsMs[count++] = seconds * 1000;
    return gapsMs.subarray(0, count);
  } catch (cause) {
    // A row that somebody else wrote or cut off: the other figures of the request stand.
    if (cause instanceof SyntaxError) return new Float64Array();
    throw cause;
  }
}

function isSlow({ failure, latencyMs }: StoredRequest, slowest: readonly StoredRequest[]): boolean {
  if (failure !== null || latencyMs === null) return false;
  return slowest.length < KEPT_SLOWEST || latencyMs > (slowest.at(-1)?.latencyMs ?? 0);
}

function insertSlow(slowest: readonly StoredRequest[], request: StoredRequest): StoredRequest[] {
  return [...slowest, request].sort((a, b) => (b.latencyMs ?? 0) - (a.latencyMs ?? 0)).slice(0, KEPT_SLOWEST);
}

function toRow({ gapsJson: _gaps, failureText: _text, ...row }: StoredRequest): RequestRow {
  return row;
}

function toSlow(request: StoredRequest): SlowRequest {
  return { ...toRow(request), gapsMs: [...parseGaps(request.gapsJson)] };
}

function toCurves(shapes: Readonly<Record<CurveId, Distribution>>): PointDetails["curves"] {
  const entries = CURVE_IDS.map((id) => [id, toCurve(shapes[id])] as const);
  return Object.fromEntries(entries.filter(([, curve]) => curve !== null));
}

function toCurve(shape: Distribution): Curve | null {
  const count = shape.count();
  if (count === 0) return null;
  const steps = Math.min(MAX_QUANTILES, Math.max(count, 2)) - 1;
  const quantiles = Array.from({ length: steps + 1 }, (_, step) => shape.percentile(step / steps * 100) ?? 0);
  const edges = toEdges(shape);
  return { count, edges, counts: countBars(shape, edges, count), quantiles };
}

/** Bars of equal width up to a little beyond the 99th percentile: one straggler does not flatten all others. */
function toEdges(shape: Distribution): number[] {
  const [low = 0, p99 = 0, max = 0] = [0, 99, 100].map((percent) => shape.percentile(percent) ?? 0);
  const high = Math.min(max, p99 + (p99 - low) * 0.25);
  const width = high > low ? (high - low) / BARS : 1;
  const bars = high > low ? BARS : 1;
  return Array.from({ length: bars + 1 }, (_, i) => low + i * width);
}

function countBars(shape: Distribution, edges: readonly number[], count: number): number[] {
  const content = shape.state();
  if (content.kind === "samples") return countSamples(content.sorted, edges);
  return countByQuantiles(shape, edges, count);
}

function countSamples(sorted: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  let bar = 0;
  for (const value of sorted) {
    while (bar < counts.length - 1 && value >= (edges[bar + 1] ?? Infinity)) bar++;
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return counts;
}

/** Beyond the exact limit counts follow from finely spaced quantiles, to a thousandth of the samples. */
function countByQuantiles(shape: Distribution, edges: readonly number[], count: number): number[] {
  const values = Array.from({ length: 1000 }, (_, i) => shape.percentile((i + 0.5) / 10) ?? 0);
  return countSamples(Float64Array.from(values), edges).map((share) => Math.round(share * count / 1000));
}
