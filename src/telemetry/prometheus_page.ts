import type { BucketHistogram } from "./bucket_histogram.ts";
import type { HistogramName, RequestMeter, StepMeter } from "./request_meter.ts";

/** The forms in which figures are asked for. */
export const PAGE_TYPES = {
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  text: "text/plain; version=0.0.4; charset=utf-8",
} as const;

/** One of the forms. */
export type PageForm = keyof typeof PAGE_TYPES;

interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly unit: string | null;
  readonly help: string;
  samples(meter: RequestMeter): readonly Sample[];
}

interface Sample {
  /** What follows the family's name. */
  readonly suffix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const FAMILIES: readonly Family[] = [
  {
    name: "streamgauge_requests",
    type: "counter",
    unit: null,
    help: "Measured requests that ended, by outcome: success or the kind of failure.",
    samples: ({ steps }) => steps.flatMap(toOutcomes),
  },
  counter("streamgauge_input_tokens", "Input tokens of requests that succeeded.", ({ inputTokens }) => inputTokens),
  counter("streamgauge_output_tokens", "Output tokens of requests that succeeded.", ({ outputTokens }) => outputTokens),
  {
    name: "streamgauge_running_requests",
    type: "gauge",
    unit: null,
    help: "Requests on their way.",
    samples: ({ running }) => running === null ? [] : [{ suffix: "", labels: {}, value: running }],
  },
  histogram("streamgauge_request_duration_seconds", "From sending to the last event of the reply.", "duration"),
  histogram("streamgauge_time_to_first_token_seconds", "From sending to the first token.", "timeToFirstToken"),
  histogram(
    "streamgauge_time_per_output_token_seconds",
    "Time of decoding over the tokens after the first, one a request.",
    "timePerOutputToken",
  ),
  histogram("streamgauge_inter_token_latency_seconds", "Each gap between events with output.", "gap"),
];

/** Writes the figures so far as Prometheus reads them. */
export function renderPage(meter: RequestMeter, form: PageForm): string {
  const lines = FAMILIES.flatMap((family) => {
    // The old form names a counter with its ending.
    const name = form === "text" && family.type === "counter" ? `${family.name}_total` : family.name;
    return [
      `# HELP ${name} ${family.help}`,
      `# TYPE ${name} ${family.type}`,
      ...(form === "openmetrics" && family.unit !== null ? [`# UNIT ${name} ${family.unit}`] : []),
      ...family.samples(meter).map(({ suffix, labels, value }) =>
        `${family.name}${suffix}${toLabels(labels)} ${value}`
      ),
    ];
  });
  return [...lines, ...(form === "openmetrics" ? ["# EOF"] : []), ""].join("\n");
}

function counter(name: string, help: string, read: (step: StepMeter) => number): Family {
  const samples = ({ steps }: RequestMeter) =>
    steps.map((step) => ({ suffix: "_total", labels: labelsOf(step), value: read(step) }));
  return { name, type: "counter", unit: null, help, samples };
}

function histogram(name: string, help: string, kept: HistogramName): Family {
  const samples = ({ steps }: RequestMeter) =>
    steps.flatMap((step) => toBuckets(step.histograms[kept], labelsOf(step)));
  return { name, type: "histogram", unit: "seconds", help, samples };
}

function toOutcomes(step: StepMeter): Sample[] {
  const outcomes: [string, number][] = [
    ["success", step.succeeded],
    ...[...step.failed].map(([kind, { count }]): [string, number] => [kind, count]),
  ];
  return outcomes.map(([outcome, value]) => ({ suffix: "_total", labels: { ...labelsOf(step), outcome }, value }));
}

function toBuckets({ bounds, counts, sum, count }: BucketHistogram, labels: Sample["labels"]): Sample[] {
  let below = 0;
  const buckets = bounds.map((bound, index) => {
    below += counts[index] ?? 0;
    return { suffix: "_bucket", labels: { ...labels, le: String(bound) }, value: below };
  });
  return [
    ...buckets,
    { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
    { suffix: "_sum", labels, value: sum },
    { suffix: "_count", labels, value: count },
  ];
}

function labelsOf({ step, model }: StepMeter): Readonly<Record<string, string>> {
  return { step, model };
}

function toLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
