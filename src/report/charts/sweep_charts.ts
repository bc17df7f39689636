import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import type { Percentile } from "../../metrics/step_metrics.ts";
import type { ReportPoint, ReportSearch } from "../model/report_model.ts";
import {
  findKnee,
  type Load,
  type LoadAxis,
  loadAxisOf,
  loadsOf,
  meanOf,
  percentileOf,
  requestRate,
  scalarOf,
} from "../parts/load_points.ts";
import { groupSetting } from "../../core/grouped_number.ts";
import { inChinese, same, suffixed, type Words, words } from "../../core/words.ts";
import { nameMetric } from "../../metrics/metric_words.ts";
import type { PointVerdict } from "../../metrics/tuning/tuning_result.ts";
import type { Axis, ChartSpec, Series, Tone } from "./chart_spec.ts";

type LatencyId = "ttft" | "tpot" | "latency";

/** Charts of several points against their load; none with fewer than two loads. */
export function sweepCharts(points: readonly ReportPoint[]): readonly ChartSpec[] {
  const loads = loadsOf(points);
  if (loads.length < 2 || loads.every((load) => requestRate(load) === 0)) return [];
  const sweep = { points, loads, x: loadAxis(loadAxisOf(points)) };
  return [
    ...tradeOff(sweep),
    throughput(sweep),
    ...(["ttft", "tpot", "latency"] as const).flatMap((id) => latencies(id, sweep)),
    outcomes(sweep),
  ];
}

/** Throughput and waiting against load in one small chart, for the end of a run; `null` with fewer than two loads. */
export function loadChart(points: readonly ReportPoint[]): ChartSpec | null {
  const loads = loadsOf(points);
  if (loads.length < 2 || loads.every((load) => requestRate(load) === 0)) return null;
  // Where nothing succeeded there is nothing to be seen.
  if (points.every((point) => scalarOf(point, "success_requests") === 0)) return null;
  const isStream = points.some((point) => percentileOf(point, "ttft", 99) !== null);
  const wait = isStream ? "ttft" : "latency";
  const { unit } = METRIC_CATALOG[wait];
  return {
    id: "load",
    title: words("Throughput and waiting against load", "吞吐与等待随负载变化"),
    about: words("Requests per second, and how long they wait.", "每秒请求数与等待时间。"),
    x: loadAxis(loadAxisOf(points)),
    y: { label: words("Throughput", "吞吐"), unit: "req/s", scale: "linear" },
    y2: { label: nameMetric(wait), unit, scale: "linear" },
    series: [
      {
        name: words("throughput", "吞吐"),
        tone: "first",
        look: "line",
        points: lineOf(loads, (point) => scalarOf(point, "request_throughput")),
      },
      {
        name: suffixed(nameMetric(wait), " p99"),
        tone: "second",
        look: "line",
        points: lineOf(loads, (point) => percentileOf(point, wait, 99)),
        isOnRight: true,
      },
    ],
  };
}

interface Sweep {
  readonly points: readonly ReportPoint[];
  readonly loads: readonly Load[];
  readonly x: Axis;
}

function loadAxis(axis: LoadAxis): Axis {
  return axis === "rate"
    ? { label: words("Asked rate", "请求速率"), unit: "req/s", scale: "linear" }
    : { label: words("Requests at once", "并发数"), unit: "", scale: "linear", isWhole: true };
}

function tradeOff({ points, loads }: Sweep): readonly ChartSpec[] {
  const isStream = points.some((point) => percentileOf(point, "ttft", 99) !== null);
  const wait = isStream ? "ttft" : "latency";
  const pairs = loads.flatMap(({ load, points: repeats }) => {
    const [waiting, rate] = [
      meanOf(repeats, (point) => percentileOf(point, wait, 99)),
      meanOf(repeats, (point) => scalarOf(point, "request_throughput")),
    ];
    // A load at which nothing succeeded has no place among those that wait.
    return waiting === null || rate === null ? [] : [{ load, at: [waiting, rate] as const }];
  });
  if (pairs.length < 2) return [];
  const places = pairs.map(({ at }) => at);
  return [{
    id: "trade-off",
    title: words("Throughput against waiting", "吞吐与等待时间"),
    about: words(
      "Each point is one load. Up and to the left is better; where the line turns right, more load only makes requests wait.",
      "每个点是一个负载。越靠左上越好；曲线转向右侧后，更高负载只会增加等待。",
    ),
    x: { label: suffixed(nameMetric(wait), " p99"), unit: METRIC_CATALOG[wait].unit, scale: "linear" },
    y: { label: words("Throughput", "吞吐"), unit: "req/s", scale: "linear" },
    series: [{
      name: words("Loads", "负载"),
      tone: "first",
      look: "line",
      points: places,
      labels: keepApart(places, pairs.map(({ load }) => groupSetting(load))),
    }],
  }];
}

/** Labels nearer to each other than this part of the chart cannot be read. */
const LABEL_SHARE = 0.06;

/** Leaves labels out that would stand on one another; the first and the last stay. */
function keepApart(
  places: readonly (readonly [number, number])[],
  labels: readonly string[],
): readonly string[] {
  const xs = places.map(([x]) => x);
  const [width, height] = [Math.max(...xs) - Math.min(...xs), Math.max(...places.map(([, y]) => y))];
  const areNear = (one: readonly [number, number], other: readonly [number, number]) =>
    Math.abs(one[0] - other[0]) <= width * LABEL_SHARE && Math.abs(one[1] - other[1]) <= height * LABEL_SHARE;
  const last = places.length - 1;
  const kept: number[] = [last];
  for (const [index, place] of places.entries()) {
    if (index !== last && !kept.some((other) => areNear(place, places[other] ?? place))) kept.push(index);
  }
  return labels.map((label, index) => kept.includes(index) ? label : "");
}

function throughput({ points, loads, x }: Sweep): ChartSpec {
  const knee = findKnee(points);
  // Where the highest load was the best one the knee lies beyond.
  const kneeLoad = knee === null || knee.isLast ? null : knee.load;
  const goodput = points.some((point) => scalarOf(point, "goodput") !== null);
  const at = lineOf(loads, (point) => scalarOf(point, "request_throughput"));
  const tokens = lineOf(loads, (point) => scalarOf(point, "output_throughput"));
  const good = lineOf(loads, (point) => scalarOf(point, "goodput"));
  return {
    id: "throughput",
    title: words("Throughput against load", "吞吐与负载"),
    about: words(
      "Requests and output tokens per second at each load; the line marks the lowest load with the best throughput.",
      "各负载下每秒请求数与输出 token 数；竖线为达到最佳吞吐的最低负载。",
    ),
    x,
    y: { label: words("Requests", "请求"), unit: "req/s", scale: "linear" },
    y2: { label: words("Output tokens", "输出 token"), unit: "tok/s", scale: "linear" },
    series: [
      { name: words("Requests", "请求"), tone: "first", look: "line", points: at },
      ...(goodput ? [{ name: words("Goodput", "有效吞吐"), tone: "good", look: "dashed", points: good } as const] : []),
      { name: words("Output tokens", "输出 token"), tone: "second", look: "dashed", points: tokens, isOnRight: true },
    ],
    ...(kneeLoad === null ? {} : { marks: [{ x: kneeLoad, label: words("knee", "拐点") }] }),
  };
}

const SHOWN: readonly (readonly [Percentile, Tone])[] = [[50, "first"], [90, "third"], [99, "second"]];

function latencies(id: LatencyId, { points, loads, x }: Sweep): readonly ChartSpec[] {
  if (points.every((point) => percentileOf(point, id, 50) === null)) return [];
  const { unit } = METRIC_CATALOG[id];
  const name = nameMetric(id);
  const series = SHOWN.map(([percent, tone]): Series => ({
    name: same(`p${percent}`),
    tone,
    look: "line",
    points: lineOf(loads, (point) => percentileOf(point, id, percent)),
  }));
  return [{
    id: `load-${id}`,
    title: withLoad(name),
    about: words(`Percentiles of ${name.en} at each load.`, `各负载下${inChinese(name.zh)}的百分位。`),
    x,
    y: { label: name, unit, scale: "linear" },
    series,
  }];
}

function withLoad({ en, zh }: Words): Words {
  return words(`${en} against load`, `${inChinese(zh)}与负载`.trimStart());
}

function outcomes({ loads, x }: Sweep): ChartSpec {
  const share = lineOf(loads, (point) => scalarOf(point, "success_rate"));
  return {
    id: "success",
    title: words("Success against load", "成功率与负载"),
    about: words("Share of the requests that succeeded.", "成功请求的占比。"),
    x,
    y: { label: words("Success", "成功率"), unit: "%", scale: "linear", isShare: true },
    series: [{ name: words("Success", "成功率"), tone: "good", look: "area", points: share }],
  };
}

/** Repeats of a load are one place on a line. */
function lineOf(
  loads: readonly Load[],
  pick: (point: ReportPoint) => number | null,
): readonly (readonly [number, number | null])[] {
  return loads.map(({ load, points }) => [load, meanOf(points, pick)] as const);
}

/** What became of a load that a search tried, as its file says it. */
const TRIAL_WORDS: Readonly<Record<string, Words>> = {
  passes: words("passes", "通过"),
  fails: words("fails", "未通过"),
  too_low: words("too low", "过低"),
  undefined: words("undefined", "无值"),
  client_limited: words("client was the limit", "客户端受限"),
  unfinished: words("unfinished", "未完成"),
} satisfies Readonly<Record<PointVerdict, Words>>;

const VERDICT_TONES: Readonly<Record<string, Tone>> = { passes: "good", fails: "bad" };

/** The way of a search for the highest load: each trial with its verdict; none where there was no search. */
export function searchCharts(search: ReportSearch | null): readonly ChartSpec[] {
  if (search === null || search.trials.length === 0) return [];
  const verdicts = [...new Set(search.trials.map(({ verdict }) => verdict))];
  const series = verdicts.map((verdict): Series => ({
    name: TRIAL_WORDS[verdict] ?? same(verdict),
    tone: VERDICT_TONES[verdict] ?? "quiet",
    look: "dots",
    points: search.trials.flatMap((trial, index) =>
      trial.verdict === verdict ? [[index + 1, trial.value] as const] : []
    ),
  }));
  const way = search.trials.map(({ value }, index) => [index + 1, value] as const);
  return [{
    id: "search",
    title: words("The search, trial by trial", "搜索过程"),
    about: words(
      "Each point is a load that was tried, in order, and whether it kept the objectives.",
      "每个点是依次尝试的负载，及其是否满足目标。",
    ),
    x: { label: words("Trial", "尝试"), unit: "", scale: "linear", isWhole: true },
    y: search.variable === "rate"
      ? { label: words("Rate", "速率"), unit: "req/s", scale: "linear" }
      : { label: words("Requests at once", "并发数"), unit: "", scale: "linear", isWhole: true },
    series: [{ name: words("Order", "顺序"), tone: "quiet", look: "dashed", points: way }, ...series],
  }];
}
