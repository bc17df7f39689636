import type { CalibrateValues } from "../../config/options/calibrate_options.ts";
import { planPerf } from "../../config/resolve_run_plan.ts";
import { wallClockIso } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { Calibration, ReportedReply } from "../../metrics/calibration/calibration.ts";
import { compareWithTruth } from "../../metrics/calibration/calibration.ts";
import { toCalibratedLoad } from "../../metrics/calibration/load_of_step.ts";
import type { DatedCalibration } from "../../metrics/calibration/like_load.ts";
import { computeRequestFigures } from "../../metrics/request_figures.ts";
import { SampleBatch } from "../../metrics/samples/sample_batch.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { renderCalibrations } from "../../report/pages/calibration_page.ts";
import type { TextStyle } from "../../report/text/tone.ts";
import { toSimulatorOptions } from "../../simulator/settings/read_options.ts";
import { keepCalibrations } from "../calibration/calibration_store.ts";
import { createProcessHost } from "../perf/process_host.ts";
import { runPerf } from "../perf/run_perf.ts";
import type { StopSignals } from "../run/run_listener.ts";
import type { RunSink } from "../run/run_sink.ts";
import { startKnownService } from "./known_service.ts";

/** How a calibration is watched and stopped. */
export interface CalibrateOptions {
  readonly cacheDir: string;
  readonly stop: StopSignals;
  /** Told of each load that begins. */
  readonly onLoad: (name: string) => void;
}

/** What calibrations came to. */
export interface CalibrationOutcome {
  readonly calibrations: readonly DatedCalibration[];
  /** The greatest error of all, of TTFT or ITL at p99. */
  readonly worstErrorMs: number;
  /** Shows them as tables. */
  render(style: TextStyle): string;
}

/** How long a load lasts at the least, as far as its requests are not given. */
const SECONDS_A_LOAD = 10;

/** Requests of one slot, which take some ten seconds with the usual reply of two. */
const REQUESTS_A_SLOT = 5;

/** Fewer have no percentile 99 of their own: it is the slowest. */
const LEAST_REQUESTS = 200;

/**
 * Plays loads against a known service in a process of its own and compares what this client reports with what the service
 * really sent; keeps the result for later runs. `null`: interrupted, so nothing was kept. Throws a `DataError` where there is nothing to compare.
 */
export async function calibrate(
  values: CalibrateValues,
  options: CalibrateOptions,
): Promise<CalibrationOutcome | null> {
  const { tokens, ttft, itl } = values;
  // The service would refuse them itself, but in a process of its own.
  toSimulatorOptions({ tokens, ttft, itl });
  const folder = await Deno.makeTempDir({ prefix: "streamgauge-calibrate-" });
  try {
    await using service = await startKnownService(values, folder);
    const plan = await planPerf({ options: toPerfOptions(values, { url: service.url, folder }), env: {} });
    const watch = watchSteps(options.onLoad);
    const { exitCode, headline } = await runPerf(plan, {
      host: createProcessHost(),
      stop: options.stop,
      caller: watch.sink,
    });
    const books = await service.stop();
    if (options.stop.admitting.aborted) return null;
    const calibratedAt = wallClockIso();
    const found = watch.steps.map(({ result, replies }) =>
      compareWithTruth(books.replies, replies, {
        load: toCalibratedLoad(result),
        reportedRate: result.metrics.scalars.request_throughput ?? NaN,
        serviceLateP99Ms: books.lateP99Ms,
      })
    ).filter((calibration): calibration is Calibration => calibration !== null);
    if (found.length < watch.steps.length || found.length === 0) {
      throw new DataError(`The load gave nothing to compare: ${headline ?? `it ended with code ${exitCode}`}`);
    }
    const calibrations = found.map((calibration) => ({ calibratedAt, calibration }));
    await keepCalibrations(options.cacheDir, calibrations);
    return {
      calibrations,
      worstErrorMs: Math.max(...found.flatMap(({ ttft, itl }) => [ttft.errorP99Ms, itl.errorP99Ms])),
      render: (style) => renderCalibrations(calibrations, style),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function toPerfOptions(
  { parallel, rate, number, shards, transport }: CalibrateValues,
  { url, folder }: { readonly url: string; readonly folder: string },
): JsonObject {
  const load = rate.length > 0
    ? {
      open_loop: true,
      rate,
      number: number ?? rate.map((perSecond) => Math.max(LEAST_REQUESTS, Math.ceil(perSecond * SECONDS_A_LOAD))),
    }
    : { parallel, number: number ?? parallel.map((slots) => Math.max(LEAST_REQUESTS, slots * REQUESTS_A_SLOT)) };
  return {
    ...load,
    url: `${url}/v1/chat/completions`,
    model: "calibration",
    prompt: "calibrate",
    // The service's own length holds.
    max_tokens: 1_000_000,
    request_ids: true,
    no_test_connection: true,
    outputs_dir: `${folder}/outputs`,
    no_timestamp: true,
    shards,
    transport,
  };
}

interface WatchedStep {
  readonly result: StepResult;
  readonly replies: readonly ReportedReply[];
}

/** Gathers what is reported of each step's replies. */
function watchSteps(
  onLoad: (name: string) => void,
): { readonly sink: RunSink; readonly steps: readonly WatchedStep[] } {
  const steps: WatchedStep[] = [];
  let replies: ReportedReply[] = [];
  const sink: RunSink = {
    name: "the calibration",
    stepStart({ step }) {
      replies = [];
      onLoad(step.name);
    },
    add(batch) {
      for (const record of batch) if (record.failure === null) replies.push(toReported(record));
    },
    stepEnd({ run }) {
      steps.push({ result: run.result, replies });
    },
  };
  return { sink, steps };
}

function toReported(record: RequestRecord): ReportedReply {
  const gaps = new SampleBatch();
  const { ttftMs } = computeRequestFigures(record, gaps);
  return { id: record.place.requestId ?? "", ttftMs: ttftMs ?? NaN, gapsMs: [...gaps.values] };
}
