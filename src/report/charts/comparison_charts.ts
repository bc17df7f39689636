import type { Comparison, FigureChange, PointComparison, RunComparison } from "../../metrics/comparison/comparison.ts";
import { same, words } from "../../core/words.ts";
import type { ChartSpec, Series, SeriesPoint, Tone } from "./chart_spec.ts";

/** What is drawn over the loads, by metric and statistic. */
const DRAWN = [
  { metric: "request_throughput", percent: null },
  { metric: "output_throughput", percent: null },
  { metric: "ttft", percent: 99 },
  { metric: "latency", percent: 99 },
] as const;

const TONES: readonly Tone[] = ["first", "second", "third", "fourth"];

/** Charts of compared runs against their loads; none where they share less than two of them. */
export function comparisonCharts({ base, runs }: Comparison): readonly ChartSpec[] {
  return DRAWN.flatMap(({ metric, percent }) => {
    const pick = ({ changes }: PointComparison) =>
      changes.find((change) => change.metric === metric && percentOf(change) === percent);
    const drawn = runs.map((run, index) =>
      toSeries(run, { pick, tone: TONES[(index + 1) % TONES.length] ?? "second" })
    );
    const first = runs.flatMap(({ points }) => points).map(pick).find((change) => change !== undefined);
    const baseSeries: Series = {
      name: same(base.name),
      tone: "first",
      look: "dashed",
      points: longest(runs.map((run) => pointsOf(run, (point) => pick(point)?.base ?? null))),
    };
    if (first === undefined || baseSeries.points.length < 2) return [];
    return [{
      id: `compare-${metric}`,
      title: first.label,
      about: words("The base is dashed.", "虚线为基准。"),
      x: { label: words("Load", "负载"), unit: "", scale: "linear" },
      y: { label: first.label, unit: first.unit, scale: "linear" },
      series: [baseSeries, ...drawn],
    }];
  });
}

function percentOf({ statistic }: FigureChange): number | null {
  return statistic?.kind === "percentile" ? statistic.percent : null;
}

function toSeries(
  run: RunComparison,
  { pick, tone }: { readonly pick: (point: PointComparison) => FigureChange | undefined; readonly tone: Tone },
): Series {
  return {
    name: same(run.name),
    tone,
    look: "line",
    points: pointsOf(run, (point) => pick(point)?.next ?? null),
  };
}

function pointsOf({ points }: RunComparison, read: (point: PointComparison) => number | null): readonly SeriesPoint[] {
  const known = points.flatMap((point) => point.load === null ? [] : [[point.load, read(point)] as const]);
  return known.toSorted(([a], [b]) => a - b);
}

/** Runs may share different loads with the base. */
function longest(all: readonly (readonly SeriesPoint[])[]): readonly SeriesPoint[] {
  return all.toSorted((a, b) => b.length - a.length)[0] ?? [];
}
