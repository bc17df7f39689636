import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { crossCheck, describeCheck, type OwnFigures } from "../../src/telemetry/service/cross_checks.ts";
import {
  histogramOf,
  type MetricsPage,
  parseMetricsPage,
  percentileOf,
} from "../../src/telemetry/service/metrics_text.ts";
import { toServiceFigures, toServiceMoment } from "../../src/telemetry/service/service_figures.ts";
import { findService, readNumber, SERVICES } from "../../src/telemetry/service/service_names.ts";

function readRecorded(name: string): string {
  return Deno.readTextFileSync(new URL(`../fixtures/server_metrics/${name}.txt`, import.meta.url));
}

const EMPTY = parseMetricsPage("");

Deno.test("what vLLM said of itself is read from its recorded page", () => {
  const page = parseMetricsPage(readRecorded("vllm"));
  const service = findService(page);
  ok(service !== null);
  strictEqual(service.title, "vLLM");
  const figures = toServiceFigures(service, { before: EMPTY, after: page }, [
    { atMs: 1000, gauges: { running: 2, waiting: 5 }, preemptions: null, cacheHitShare: null },
    toServiceMoment(service, { before: EMPTY, after: page }, 2000),
  ]);
  deepStrictEqual(figures.counters, {
    requests: 34,
    promptTokens: 1724,
    generationTokens: 1774,
    preemptions: 0,
    cacheQueries: 1724,
    cacheHits: 512,
  });
  deepStrictEqual(figures.peaks, { running: 2, waiting: 5, kvUsageShare: 0 });
  strictEqual(figures.cacheHitShare, 512 / 1724);
  strictEqual(figures.times.ttft?.count, 34);
  ok((figures.times.ttft?.p50Ms ?? 0) > 0);
});

Deno.test("what came before a step is taken off", () => {
  const page = parseMetricsPage(readRecorded("vllm"));
  const service = findService(page);
  ok(service !== null);
  const figures = toServiceFigures(service, { before: page, after: page }, []);
  strictEqual(figures.counters.requests, 0);
  strictEqual(figures.times.ttft?.p50Ms, null);
});

Deno.test("what llama.cpp said of itself is read from its recorded page; its cached tokens are not among the prompt's", () => {
  const page = parseMetricsPage(readRecorded("llama_cpp"));
  const service = findService(page);
  ok(service !== null);
  const figures = toServiceFigures(service, { before: EMPTY, after: page }, []);
  deepStrictEqual(figures.counters, { promptTokens: 575, generationTokens: 1573, cacheHits: 805 });
  strictEqual(figures.cacheHitShare, 805 / (575 + 805));
  const checks = crossCheck(figures, { ...OWN, promptTokens: 1380, cachedTokens: 805, generationTokens: 1573 }, true);
  deepStrictEqual(checks.map(({ what, warning }) => [what.en, warning]), [["Prompt tokens", null], [
    "Generated tokens",
    null,
  ]]);
});

Deno.test("SGLang's counts add up over streams and sources of its cache, its retractions are preemptions", () => {
  const labels = 'model_name="m",engine_type="unified",tp_rank="0"';
  const page = parseMetricsPage([
    `# TYPE sglang:prompt_tokens_total counter`,
    `sglang:prompt_tokens_total{${labels},is_streaming="true"} 900.0`,
    `sglang:prompt_tokens_total{${labels},is_streaming="false"} 100.0`,
    `sglang:generation_tokens_total{${labels},is_streaming="true"} 4.5e+02`,
    `sglang:cached_tokens_total{${labels},cache_source="device"} 200.0`,
    `sglang:cached_tokens_total{${labels},cache_source="host"} 50.0`,
    `sglang:num_requests_total{${labels},is_streaming="true"} 9.0`,
    `sglang:num_requests_total{${labels},is_streaming="false"} 1.0`,
    `sglang:num_retracted_requests_total{${labels}} 2.0`,
    `sglang:num_running_reqs{${labels}} 3.0`,
    `sglang:num_queue_reqs{${labels}} 4.0`,
    `sglang:token_usage{${labels}} 0.28`,
    `sglang:time_to_first_token_seconds_bucket{${labels},is_streaming="true",le="0.1"} 4.0`,
    `sglang:time_to_first_token_seconds_bucket{${labels},is_streaming="true",le="0.2"} 9.0`,
    `sglang:time_to_first_token_seconds_bucket{${labels},is_streaming="true",le="+Inf"} 9.0`,
    `sglang:inter_token_latency_seconds_bucket{${labels},le="0.01"} 440.0`,
    `sglang:inter_token_latency_seconds_bucket{${labels},le="+Inf"} 440.0`,
  ].join("\n"));
  const { counters, times, cacheHitShare, moment } = readAll(page);
  deepStrictEqual(counters, {
    ...{ requests: 10, promptTokens: 1000, generationTokens: 450, preemptions: 2 },
    ...{ cacheQueries: 1000, cacheHits: 250 },
  });
  deepStrictEqual([cacheHitShare, times.ttft?.p50Ms, times.itl?.count], [0.25, 110, 440]);
  deepStrictEqual(moment.gauges, { running: 3, waiting: 4, kvUsageShare: 0.28 });
});

Deno.test("of Text Generation Inference tokens are the sums of its histograms; its time per token holds the prefill", () => {
  const page = parseMetricsPage([
    "# TYPE tgi_request_success counter",
    'tgi_request_success{method="generate"} 12',
    "tgi_request_input_length_sum 240",
    "tgi_request_generated_tokens_sum 600",
    "tgi_batch_current_size 4",
    "tgi_queue_size 2",
    'tgi_request_duration_bucket{le="0.5"} 6',
    'tgi_request_duration_bucket{le="1.0"} 12',
    'tgi_request_duration_bucket{le="+Inf"} 12',
    'tgi_request_mean_time_per_token_duration_bucket{le="0.05"} 12',
    'tgi_request_mean_time_per_token_duration_bucket{le="+Inf"} 12',
  ].join("\n"));
  const { counters, times, moment } = readAll(page);
  deepStrictEqual(counters, { requests: 12, promptTokens: 240, generationTokens: 600 });
  deepStrictEqual([times.latency?.p50Ms, times.itl], [500, undefined]);
  deepStrictEqual(moment.gauges, { running: 4, waiting: 2 });
});

Deno.test("the models of an ensemble of Triton count the same requests; its lengths are told by TensorRT-LLM", () => {
  const model = (name: string) => `{model="${name}",version="1"}`;
  const engine = 'model="tensorrt_llm",version="1"';
  const page = parseMetricsPage([
    ...["ensemble", "preprocessing", "tensorrt_llm", "postprocessing"].map((name) =>
      `nv_inference_request_success${model(name)} 7`
    ),
    `nv_llm_input_token_len_sum{${engine},response_metric_type="total_input_tokens"} 70`,
    `nv_llm_output_token_len_sum{${engine},response_metric_type="total_output_tokens"} 210`,
    `nv_trt_llm_request_metrics{request_type="scheduled",${engine}} 3`,
    `nv_trt_llm_request_metrics{request_type="waiting",${engine}} 5`,
    `nv_trt_llm_request_metrics{request_type="max",${engine}} 512`,
    `nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="fraction",${engine}} 0.5`,
    `nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="max",${engine}} 6239`,
    `nv_inference_first_response_histogram_ms_bucket{${engine},le="100"} 7`,
    `nv_inference_first_response_histogram_ms_bucket{${engine},le="+Inf"} 7`,
  ].join("\n"));
  const { counters, times, moment } = readAll(page);
  deepStrictEqual(counters, { requests: 7, promptTokens: 70, generationTokens: 210 });
  strictEqual(times.ttft?.p50Ms, 50);
  deepStrictEqual(moment.gauges, { running: 3, waiting: 5, kvUsageShare: 0.5 });
});

/** All that is read of a page by the names of its service, as if nothing had been before it. */
function readAll(page: MetricsPage) {
  const service = findService(page);
  ok(service !== null);
  const pages = { before: EMPTY, after: page };
  return { ...toServiceFigures(service, pages, []), moment: toServiceMoment(service, pages, 0) };
}

Deno.test("each known service is told by the names of its metrics, which are its own", () => {
  for (const service of SERVICES) {
    const sources = [
      ...Object.values(service.counters),
      ...Object.values(service.gauges),
      ...Object.values(service.times),
    ];
    const names = sources.flatMap((source) => source.names);
    ok(names.length > 0 && names.every((name) => name.startsWith(service.prefix)), service.title);
    const page = parseMetricsPage(`${names[0]} 1\n`);
    strictEqual(findService(page)?.title, service.title);
  }
  strictEqual(findService(parseMetricsPage("process_cpu_seconds_total 1\n")), null);
});

Deno.test("a number is the sum over labels, of the first name that is there", () => {
  const page = parseMetricsPage('new{a="1"} 1\nnew{a="2"} 2\nold 9\n# new 5\nnot a sample\n');
  strictEqual(readNumber(page, { names: ["newer", "new", "old"] }), 3);
  strictEqual(readNumber(page, { names: ["new"], labels: { a: "2" } }), 2);
  strictEqual(readNumber(page, { names: ["none"] }), null);
});

Deno.test("a moment has what is now, and what came since the moment before", () => {
  const read = (hits: number, queries: number, preemptions: number) =>
    parseMetricsPage([
      `vllm:prefix_cache_hits_total ${hits}\nvllm:prefix_cache_queries_total ${queries}`,
      `vllm:num_preemptions_total ${preemptions}\nvllm:num_requests_waiting 4\n`,
    ].join("\n"));
  const before = read(10, 100, 1);
  const service = findService(before);
  ok(service !== null);
  const moment = toServiceMoment(service, { before, after: read(40, 150, 3) }, 5000);
  deepStrictEqual(moment, { atMs: 5000, gauges: { waiting: 4 }, preemptions: 2, cacheHitShare: 0.6 });
  strictEqual(toServiceMoment(service, { before, after: before }, 6000).cacheHitShare, null);
});

Deno.test("requests of several engines add up; the use of their caches does not", () => {
  const page = parseMetricsPage(
    ["0", "1"].map((engine) =>
      `vllm:num_requests_running{engine="${engine}"} 3\nvllm:kv_cache_usage_perc{engine="${engine}"} 0.${engine}5\n`
    ).join(""),
  );
  const service = findService(page);
  ok(service !== null);
  deepStrictEqual(toServiceMoment(service, { before: page, after: page }, 0).gauges, {
    running: 6,
    kvUsageShare: 0.15,
  });
});

Deno.test("a percentile of a histogram lies in its bucket", () => {
  const page = parseMetricsPage('t_bucket{le="1"} 2\nt_bucket{le="3"} 6\nt_bucket{le="+Inf"} 8\nt_sum 20\n');
  const histogram = histogramOf(page, "t");
  ok(histogram !== null);
  strictEqual(percentileOf(histogram, 50), 2);
  strictEqual(percentileOf(histogram, 99), 3);
});

const OWN: OwnFigures = {
  requests: 34,
  promptTokens: 1724,
  generationTokens: 1774,
  cachedTokens: 0,
  times: {
    ttft: { p50Ms: null, p99Ms: null },
    itl: { p50Ms: null, p99Ms: null },
    latency: { p50Ms: null, p99Ms: null },
  },
};

const THEIRS = { service: "vLLM", peaks: {}, cacheHitShare: null } as const;

Deno.test("counts that agree cost no word; others say which side has more and why that may be", () => {
  const agree = crossCheck({ ...THEIRS, counters: { requests: 34, promptTokens: 1730 }, times: {} }, OWN, false);
  deepStrictEqual(agree.map(({ warning }) => warning), [null, null]);
  const [more] = crossCheck({ ...THEIRS, counters: { requests: 40 }, times: {} }, OWN, false);
  match(more?.warning?.en ?? "", /the service counted 40, we 34: others use the service too/);
  const [fewer] = crossCheck({ ...THEIRS, counters: { requests: 3 }, times: {} }, OWN, false);
  match(fewer?.warning?.en ?? "", /started anew/);
});

Deno.test("a time is held against the service's within what its buckets know", () => {
  const check = (oursMs: number) => {
    const times = { ttft: { count: 9, p50Ms: 100, p99Ms: 200, p50WidthMs: 20 } };
    const ours = { ...OWN, times: { ...OWN.times, ttft: { p50Ms: oursMs, p99Ms: null } } };
    return crossCheck({ ...THEIRS, counters: {}, times }, ours, false)[0];
  };
  const near = check(103);
  strictEqual(near?.warning, null);
  strictEqual(near && describeCheck(near), "client TTFT minus server TTFT: p50 3 ms");
  strictEqual(check(85)?.warning, null);
  match(check(170)?.warning?.en ?? "", /adds 70 ms/);
  match(check(60)?.warning?.en ?? "", /which is shorter/);
});
