import type { StageMetrics, StepSeries } from "../../metrics/step_metrics.ts";
import type { FailureKind } from "../../core/failure.ts";
import { FAILURE_WORDS } from "../parts/failure_words.ts";
import { type Curve, CURVE_IDS, type CurveId, type ReportPoint, type TimeSeries } from "../model/report_model.ts";
import type { RequestRow } from "../model/report_model.ts";
import { formatNumber } from "../text/number_text.ts";
import { nameLoad } from "../parts/stage_table.ts";
import { inChinese, same, suffixed, type Words, words } from "../../core/words.ts";
import { nameMetric } from "../../metrics/metric_words.ts";
import type { Axis, ChartSpec, Lane, Mark, Series, SeriesPoint, Tone } from "./chart_spec.ts";

/** What of a point is drawn. */
type ChartedPoint = Pick<ReportPoint, "details" | "stages" | "series">;

/** Charts of one point, from its single requests. `prefix` keeps the ids of several points apart. */
export function pointCharts(point: ChartedPoint, prefix: string): readonly ChartSpec[] {
  const { details, stages } = point;
  const series = details?.series ?? toTimeSeries(point.series);
  const { curves, requests } = details ?? { curves: {}, requests: [] };
  const marks = toMarks(stages ?? []);
  const charts = [
    ...(series === null ? [] : timelines(series)).map((chart) => marks.length === 0 ? chart : { ...chart, marks }),
    ...(series === null ? [] : failureTimeline(series)),
    ...CURVE_IDS.flatMap((id) => shapeCharts(id, curves[id])),
    ...lanes(requests, details?.requestCount ?? 0),
    ...promptScatter(requests),
  ];
  return charts.map((chart) => ({ ...chart, id: `${prefix}-${chart.id}` }));
}

/** What a run counted by second, where its single requests cannot be read (yet). */
function toTimeSeries(series: StepSeries | null): TimeSeries | null {
  if (series === null) return null;
  const { ttftP50Ms, ttftP99Ms, latencyP50Ms, latencyP99Ms, startedAtSeconds: _at, ...counts } = series;
  return {
    ...counts,
    failedByKind: {},
    ttftP50: ttftP50Ms,
    ttftP99: ttftP99Ms,
    latencyP50: latencyP50Ms,
    latencyP99: latencyP99Ms,
  };
}

const TIME: Axis = { label: words("Time", "时间"), unit: "s", scale: "linear" };

/** More lines than this hide the chart. */
const MAX_MARKS = 24;

/** Where a stage of the load begins; slices of time are none. */
function toMarks(stages: readonly StageMetrics[]): readonly Mark[] {
  const begun = stages.filter(({ load, fromSeconds }) => load !== null && fromSeconds > 0);
  if (begun.length > MAX_MARKS) return [];
  return begun.map((stage) => ({ x: stage.fromSeconds, label: nameLoad(stage) }));
}

function timelines(series: TimeSeries): readonly ChartSpec[] {
  if (series.started.length < 2) return [];
  const line = (values: readonly (number | null)[]): readonly SeriesPoint[] =>
    values.map((value, index) => [index * series.intervalSeconds, value]);
  const perSecond = (values: readonly number[]) => line(values.map((value) => value / series.intervalSeconds));
  return [
    {
      id: "flow",
      title: words("Over time: load and replies", "随时间变化：负载与回复"),
      about: words(
        "Requests on their way, replies and failures per second.",
        "进行中的请求、每秒回复数与失败数。",
      ),
      x: TIME,
      y: { label: words("Requests", "请求"), unit: "req/s", scale: "linear" },
      y2: { label: words("Running", "进行中"), unit: "", scale: "linear" },
      series: [
        { name: words("Replies", "回复"), tone: "first", look: "line", points: perSecond(series.succeeded) },
        // Bars, of which nothing is seen where nothing failed: a red line along the axis looks like trouble.
        { name: words("Failures", "失败"), tone: "bad", look: "bars", stack: true, points: perSecond(series.failed) },
        {
          name: words("Running", "进行中"),
          tone: "quiet",
          look: "area",
          points: line(series.running),
          isOnRight: true,
        },
      ],
    },
    {
      id: "waiting",
      title: words("Over time: waiting", "随时间变化：等待"),
      about: words(
        "Percentiles of the requests sent in each interval, and output tokens per second.",
        "各时段发送请求的百分位，以及每秒输出 token 数。",
      ),
      x: TIME,
      y: { label: words("Time", "时长"), unit: "ms", scale: "linear" },
      y2: { label: words("Output tokens", "输出 token"), unit: "tok/s", scale: "linear" },
      series: waitingSeries(series, line, perSecond),
    },
  ];
}

const KIND_TONES: readonly Tone[] = ["bad", "second", "fourth", "third", "first", "quiet"];

/** Failures by kind over time; none where nothing failed, or kinds are not known. */
function failureTimeline({ failedByKind, intervalSeconds }: TimeSeries): readonly ChartSpec[] {
  const kinds = Object.entries(failedByKind);
  if (kinds.length === 0 || (kinds[0]?.[1].length ?? 0) < 2) return [];
  return [{
    id: "failures",
    title: words("Failures over time", "失败随时间变化"),
    about: words("Failed requests of each kind in each interval.", "各时段内各类失败的请求数。"),
    x: TIME,
    y: { label: words("Failures", "失败"), unit: "", scale: "linear", isWhole: true },
    series: kinds.map(([kind, counts], index) => ({
      name: FAILURE_WORDS[kind as FailureKind] ?? same(kind),
      tone: KIND_TONES[index % KIND_TONES.length] ?? "bad",
      look: "bars",
      stack: true,
      points: counts.map((count, at) => [at * intervalSeconds, count] as const),
    })),
  }];
}

function waitingSeries(
  series: TimeSeries,
  line: (values: readonly (number | null)[]) => readonly SeriesPoint[],
  perSecond: (values: readonly number[]) => readonly SeriesPoint[],
): readonly Series[] {
  const isStream = series.ttftP50.some((value) => value !== null);
  const [p50, p99] = isStream ? [series.ttftP50, series.ttftP99] : [series.latencyP50, series.latencyP99];
  const label = nameMetric(isStream ? "ttft" : "latency");
  return [
    { name: suffixed(label, " p50"), tone: "first", look: "line", points: line(p50) },
    { name: suffixed(label, " p99"), tone: "second", look: "line", points: line(p99) },
    {
      name: words("Output tokens", "输出 token"),
      tone: "quiet",
      look: "area",
      points: perSecond(series.outputTokens),
      isOnRight: true,
    },
  ];
}

function shapeCharts(id: CurveId, curve: Curve | undefined): readonly ChartSpec[] {
  if (curve === undefined) return [];
  const name = nameMetric(id);
  const middle = (index: number) => ((curve.edges[index] ?? 0) + (curve.edges[index + 1] ?? 0)) / 2;
  const total = curve.counts.reduce((sum, count) => sum + count, 0);
  const highest = curve.edges.at(-1) ?? 0;
  const steps = Math.max(1, curve.quantiles.length - 1);
  const ecdf = curve.quantiles.map((value, step) => [Math.min(value, highest), step / steps * 100] as const);
  return [{
    id: `shape-${id}`,
    title: words(`Distribution of ${name.en}`, `${inChinese(name.zh)}的分布`.trimStart()),
    about: words(
      `How often which ${name.en} came (bars), and the share of samples below (line); the last bar holds all that is longer.`,
      `各${inChinese(name.zh)}出现的频率（柱）及累计占比（线）；最后一根柱包含所有更长的样本。`,
    ),
    x: { label: name, unit: "ms", scale: "linear" },
    y: { label: words("Share", "占比"), unit: "%", scale: "linear" },
    y2: { label: words("Below", "累计"), unit: "%", scale: "linear", isShare: true },
    series: [
      {
        name: words("Share of samples", "样本占比"),
        tone: "first",
        look: "bars",
        points: curve.counts.map((count, index) => [middle(index), total === 0 ? 0 : count / total * 100] as const),
      },
      { name: words("Below", "累计"), tone: "second", look: "steps", points: ecdf, isOnRight: true },
    ],
  }];
}

/** More lanes than this are no lanes any more. */
const SHOWN_LANES = 160;

/** `count`: of how many requests these are an even selection. */
function lanes(requests: readonly RequestRow[], count: number): readonly ChartSpec[] {
  if (requests.length === 0) return [];
  const step = Math.max(1, Math.ceil(requests.length / SHOWN_LANES));
  const shown = requests.filter((_, index) => index % step === 0).map(toLane);
  return [{
    id: "lanes",
    title: words("Requests one by one", "逐个请求"),
    about: describeLanes(Math.round(count / shown.length)),
    x: TIME,
    y: { label: words("Requests in order", "请求（按顺序）"), unit: "", scale: "linear", isWhole: true },
    series: [{
      name: words("Requests", "请求"),
      tone: "first",
      look: "lanes",
      points: [],
      lanes: shown,
    }],
  }];
}

function describeLanes(each: number): Words {
  const [en, zh] = each <= 1 ? ["Each bar is a request", "每条为一个请求"] : [
    `Each bar is a request, one in ${formatNumber(each, 0)} of them`,
    `每条为一个请求（每 ${formatNumber(each, 0)} 个取一个）`,
  ];
  return words(
    `${en}: grey until it was sent, orange until its first token, blue until its end, red where it failed.`,
    `${zh}：灰色为等待发送，橙色为首 token 之前，蓝色为解码至结束，红色为失败。`,
  );
}

function toLane(request: RequestRow, row: number): Lane {
  const sentAt = request.startMs / 1000;
  return {
    row,
    // The axis begins with the first sending, whatever it had waited for.
    dueAt: Math.max(0, sentAt - (request.queueMs ?? 0) / 1000),
    sentAt,
    firstTokenAt: request.ttftMs === null ? null : sentAt + request.ttftMs / 1000,
    endAt: request.endMs / 1000,
    hasFailed: request.failure !== null,
  };
}

const SHOWN_DOTS = 800;

function promptScatter(requests: readonly RequestRow[]): readonly ChartSpec[] {
  const known = requests.filter(({ promptTokens, ttftMs }) => promptTokens !== null && ttftMs !== null);
  const lengths = new Set(known.map(({ promptTokens }) => promptTokens));
  if (lengths.size < 2) return [];
  const step = Math.max(1, Math.ceil(known.length / SHOWN_DOTS));
  const shown = known.filter((_, index) => index % step === 0);
  return [{
    id: "prompt-ttft",
    title: words("Prompt length against TTFT", "提示词长度与 TTFT"),
    about: words("Each dot is a request.", "每个点为一个请求。"),
    x: { label: words("Prompt tokens", "提示词 token"), unit: "", scale: "linear" },
    y: { label: same("TTFT"), unit: "ms", scale: "linear" },
    series: [{
      name: words("Requests", "请求"),
      tone: "first",
      look: "dots",
      points: shown.map(({ promptTokens, ttftMs }) => [promptTokens ?? 0, ttftMs] as const),
    }],
  }];
}
