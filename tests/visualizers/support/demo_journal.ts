import type { FiguresEvent, TrackerContext, TrackerEvent, TrackerJournal } from "../../../src/visualizers/tracker.ts";

/** When the demonstration run began. */
const START_MS = 1_767_322_800_000;

/** The figures that the official clients were recorded with. */
export function demoFigures(step: number): FiguresEvent["values"] {
  return {
    "Avg TTFT (ms)": 100.5 + step,
    "Avg Latency (s)": 1.25 + step / 10,
    "Throughput (req/s)": 2 + step / 100,
    "Output Throughput (tok/s)": 250 + step,
    "Success Rate (%)": 100,
    "Concurrency": 4,
  };
}

const PERCENTS = ["1%", "5%", "10%", "25%", "50%", "66%", "75%", "80%", "90%", "95%", "99%"];

/** The page that goes with the run, in the folder of the context. */
export const DEMO_PAGE = "<!doctype html><title>perf</title><h1>Report</h1>\n";

/** The run that the official clients were recorded with. */
export const DEMO_JOURNAL: TrackerJournal = {
  run: {
    id: "demo0run",
    name: "demo-model_20260102_030405",
    group: "sweep-1",
    description: "a load test",
    tags: ["load-test", "parallel-4"],
    config: {
      model: "demo-model",
      url: "http://127.0.0.1:8000/v1/chat/completions",
      api: "openai",
      parallel: 4,
      number: 20,
      stream: true,
      rate: -1,
      api_key: null,
      dataset: "random",
      extra_args: { ignore_eos: true, sampling: { temperature: 0, top_p: 0.9 }, stop: ["a", "b"] },
    },
    startedAtMs: START_MS,
  },
  events: [
    ...[0, 1, 2, 3, 4].map((step): TrackerEvent => ({
      kind: "figures",
      atMs: START_MS + step * 1000,
      step,
      values: demoFigures(step),
    })),
    {
      kind: "summary",
      atMs: START_MS + 5000,
      step: 5,
      values: { "Best RPS (req/s)": 2.04, "P99 TTFT (ms)": 131, "verdict": "pass" },
    },
    {
      kind: "table",
      atMs: START_MS + 5000,
      step: 5,
      name: "percentiles",
      columns: ["Percentile", "TTFT (ms)", "TPOT (ms)", "Latency (s)"],
      rows: PERCENTS.map((percent, index) => [percent, 90 + index, (100 + index) / 10, (20 + index) / 20]),
    },
    {
      kind: "file",
      atMs: START_MS + 6000,
      step: 5,
      name: "perf_report.html",
      path: "perf_report.html",
      mimeType: "text/html",
    },
    { kind: "end", atMs: START_MS + 6000, step: 5, outcome: "finished" },
  ],
};

/** Makes a context in a folder, with the page in it, and with what a tracker finds in its environment. */
export async function makeTrackerContext(
  folder: string,
  env: TrackerContext["env"],
  over: Partial<TrackerContext> = {},
): Promise<TrackerContext> {
  await Deno.writeTextFile(`${folder}/perf_report.html`, DEMO_PAGE);
  return {
    env: { HOME: folder, ...env },
    options: { wandbApiKey: null, swanlabApiKey: null, swanlabHost: null },
    folder,
    signal: new AbortController().signal,
    notice: () => {},
    ...over,
  };
}
