import { closest, distance } from "fastest-levenshtein";
import type { Problem } from "../../core/errors.ts";
import { DISTRIBUTION_IDS, METRIC_CATALOG, type MetricId, SCALAR_IDS } from "../catalog.ts";
import type { Criterion, Statistic } from "./criterion.ts";

/** Names of evalscope perf, vLLM and of everyday speech. */
const ALIASES: Readonly<Record<string, MetricId>> = {
  e2e: "latency",
  e2el: "latency",
  e2e_latency: "latency",
  end_to_end_latency: "latency",
  request_latency: "latency",
  time_to_first_token: "ttft",
  time_per_output_token: "tpot",
  inter_token_latency: "itl",
  rps: "request_throughput",
  qps: "request_throughput",
  req_throughput: "request_throughput",
  tps: "output_throughput",
  output_token_throughput: "output_throughput",
  input_token_throughput: "input_throughput",
  total_token_throughput: "total_throughput",
  success: "success_rate",
  concurrency: "mean_concurrency",
};

const METRIC_IDS: readonly MetricId[] = [...DISTRIBUTION_IDS, ...SCALAR_IDS];
const PREFIXED = /^(avg|mean|min|max|median|p\d+(?:\.\d+)?)_(.+)$/;
const SUFFIXED = /^(.+)_(avg|mean|min|max|median|p\d+(?:\.\d+)?)$/;
const MIN_PERCENT = 1;
const MAX_PERCENT = 99.9;

/** What a name stands for; a metric with many samples named without a statistic means its average. */
export type MetricSubject = Pick<Criterion, "metric" | "statistic">;

/** Reads the name of a number such as `p99_ttft`, `avg_latency` or `rps`; adds a problem and returns `null` else. */
export function readMetricName(name: string, problems: Problem[]): MetricSubject | null {
  const normal = name.trim().toLowerCase().replace(/[\s-]+/g, "_");
  const whole = findMetric(normal);
  if (whole !== null) return { metric: whole, statistic: isScalar(whole) ? null : { kind: "mean" } };
  const { statisticName, metricName } = splitName(normal);
  const metric = findMetric(metricName);
  if (metric === null) {
    problems.push({
      message: `Cannot use the SLA criterion "${name}": there is no such metric`,
      hint: suggestName(statisticName, metricName),
    });
    return null;
  }
  const statistic = toStatistic(statisticName);
  if (statistic === null) {
    problems.push({
      message: `Cannot use the SLA criterion "${name}": percentiles go from p1 to p99.9`,
      hint: 'Use "min_" and "max_" for the ends',
    });
    return null;
  }
  if (isScalar(metric)) {
    problems.push({
      message: `Cannot use the SLA criterion "${name}": ${METRIC_CATALOG[metric].label} is one number a run`,
      hint: `Write "${metricName}"`,
    });
    return null;
  }
  return { metric, statistic };
}

function splitName(normal: string): { statisticName: string; metricName: string } {
  const [, prefix = "", rest = ""] = PREFIXED.exec(normal) ?? [];
  if (prefix !== "") return { statisticName: prefix, metricName: rest };
  const [, first = "", suffix = ""] = SUFFIXED.exec(normal) ?? [];
  return suffix === "" ? { statisticName: "", metricName: normal } : { statisticName: suffix, metricName: first };
}

function findMetric(name: string): MetricId | null {
  return METRIC_IDS.find((id) => id === name) ?? (Object.hasOwn(ALIASES, name) ? ALIASES[name] ?? null : null);
}

function isScalar(metric: MetricId): boolean {
  return SCALAR_IDS.some((id) => id === metric);
}

function toStatistic(name: string): Statistic | null {
  if (name === "min" || name === "max") return { kind: name };
  if (name === "median") return { kind: "percentile", percent: 50 };
  if (!name.startsWith("p")) return { kind: "mean" };
  const percent = Number(name.slice(1));
  return percent >= MIN_PERCENT && percent <= MAX_PERCENT ? { kind: "percentile", percent } : null;
}

function suggestName(statisticName: string, metricName: string): string {
  const known = [...METRIC_IDS, ...Object.keys(ALIASES)];
  const nearest = closest(metricName, known);
  // Four in ten characters may be wrong: two swapped letters of a short word, too little for another word.
  const allowed = Math.max(1, Math.floor(Math.max(metricName.length, nearest.length) * 0.4));
  if (distance(metricName, nearest) <= allowed) {
    const metric = findMetric(nearest);
    const prefix = statisticName === "" || (metric !== null && isScalar(metric)) ? "" : `${statisticName}_`;
    return `Did you mean "${prefix}${nearest}"?`;
  }
  return "Use avg_, min_, max_ or a percentile such as p99_ before latency, ttft, tpot, itl or another metric, or rps, tps, success_rate; all names: streamgauge list metrics";
}
