import { toPercent } from "../text/percent.ts";
import type { HostMomentRow, ServiceMomentRow } from "../model/point_watch.ts";
import type { ReportPoint, TimeSeries } from "../model/report_model.ts";
import { type Words, words } from "../../core/words.ts";
import type { Axis, ChartSpec, Series, SeriesPoint } from "./chart_spec.ts";

/** Charts of what was watched beside a point; `prefix` keeps the ids of several points apart. */
export function watchCharts({ service, host, details }: ReportPoint, prefix: string): readonly ChartSpec[] {
  const ours = details === null ? [] : [ourRunning(details.series)];
  const charts = [
    ...serviceChart(thin(service?.moments ?? []), ours),
    ...hostChart(thin(host?.moments ?? []), ours),
  ];
  return charts.map((chart) => ({ ...chart, id: `${prefix}-${chart.id}` }));
}

const TIME: Axis = { label: words("Time", "时间"), unit: "s", scale: "linear" };
const REQUESTS: Axis = { label: words("Requests", "请求"), unit: "", scale: "linear" };
const PERCENT: Axis = { label: words("Share", "占比"), unit: "%", scale: "linear" };

/** More moments than pixels show nothing more. */
const SHOWN_MOMENTS = 600;

function thin<Moment>(moments: readonly Moment[]): readonly Moment[] {
  const step = Math.max(1, Math.ceil(moments.length / SHOWN_MOMENTS));
  return moments.filter((_, index) => index % step === 0);
}

function ourRunning({ running, intervalSeconds }: TimeSeries): Series {
  const points = running.map((value, index): SeriesPoint => [index * intervalSeconds, value]);
  return { name: words("Running (client)", "进行中（客户端）"), tone: "quiet", look: "area", points };
}

function serviceChart(moments: readonly ServiceMomentRow[], ours: readonly Series[]): readonly ChartSpec[] {
  const line = lineOf(moments);
  const series = [
    ...line(words("Running (service)", "运行中（服务端）"), "first", ({ running }) => running),
    ...line(words("Queue (service)", "排队（服务端）"), "second", ({ waiting }) => waiting),
    ...line(words("Preemptions", "抢占次数"), "bad", ({ preemptions }) => preemptions),
    ...onRight(line(words("KV cache in use", "KV 缓存占用"), "third", ({ kvUsageShare }) => toPercent(kvUsageShare))),
    ...onRight(line(words("Cache hits", "缓存命中"), "fourth", ({ cacheHitShare }) => toPercent(cacheHitShare))),
  ];
  if (series.length === 0) return [];
  return [{
    id: "service",
    title: words("Over time: what the service says", "随时间变化：服务端指标"),
    about: words(
      "Requests that run and queue in the service beside those on their way here; its preemptions, cache hits and use of the KV cache.",
      "服务端运行与排队的请求，对照客户端进行中的请求；以及抢占次数、缓存命中率与 KV 缓存占用。",
    ),
    x: TIME,
    y: REQUESTS,
    ...(series.some(({ isOnRight }) => isOnRight) ? { y2: PERCENT } : {}),
    series: [...ours, ...series],
  }];
}

function hostChart(moments: readonly HostMomentRow[], ours: readonly Series[]): readonly ChartSpec[] {
  if (moments.length === 0) return [];
  const line = lineOf(moments);
  const gpus = [...new Set(moments.flatMap((moment) => moment.gpus.map(({ index }) => index)))];
  const gpuAt = (moment: HostMomentRow, index: number) => moment.gpus.find((gpu) => gpu.index === index);
  return [{
    id: "host",
    title: words("Over time: this machine", "随时间变化：本机"),
    about: words(
      "Processors, memory and GPUs of the machine that streamgauge ran on.",
      "streamgauge 所在机器的处理器、内存与 GPU。",
    ),
    x: TIME,
    y: PERCENT,
    y2: REQUESTS,
    series: [
      ...onRight(ours),
      ...line(words("Processors", "处理器"), "first", ({ cpuShare }) => toPercent(cpuShare)),
      ...line(
        words("Memory", "内存"),
        "second",
        ({ memoryUsedBytes: used, memoryTotalBytes: total }) => toPercent(used / total),
      ),
      ...gpus.flatMap((index) => [
        ...line(
          words(`GPU ${index}`, `GPU ${index}`),
          "third",
          (moment) => toPercent(gpuAt(moment, index)?.busyShare ?? null),
        ),
        ...line(
          words(`GPU ${index} memory`, `GPU ${index} 显存`),
          "fourth",
          (moment) => toPercent(shareOfMemory(gpuAt(moment, index))),
        ),
      ]),
    ],
  }];
}

function shareOfMemory(gpu: HostMomentRow["gpus"][number] | undefined): number | null {
  const [used, total] = [gpu?.memoryUsedBytes ?? null, gpu?.memoryTotalBytes ?? null];
  return used === null || total === null || total === 0 ? null : used / total;
}

/** Makes lines over moments; none where no moment has a value. */
function lineOf<Moment extends { readonly atSeconds: number }>(moments: readonly Moment[]) {
  return (name: Words, tone: Series["tone"], read: (moment: Moment) => number | null): readonly Series[] => {
    const points = moments.map((moment): SeriesPoint => [moment.atSeconds, read(moment)]);
    return points.some(([, value]) => value !== null) ? [{ name, tone, look: "line", points }] : [];
  };
}

function onRight(series: readonly Series[]): readonly Series[] {
  return series.map((each) => ({ ...each, isOnRight: true }));
}
