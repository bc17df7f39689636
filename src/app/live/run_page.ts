import { basename, dirname } from "node:path";
import type { RunPlan } from "../../config/run_plan.ts";
import { createClock, wallClockIso } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import type { LiveSnapshot } from "../../metrics/live_snapshot.ts";
import type { RunResult } from "../../metrics/run_result.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import { readRunEnvironment } from "../../report/files/run_environment.ts";
import { TRIALS_FOLDER } from "../../report/files/run_folder.ts";
import { toLiveView } from "../../report/model/live_view.ts";
import type { ReportModel, ReportPoint } from "../../report/model/report_model.ts";
import { toPointFigures, toReportPoint } from "../../report/model/report_point.ts";
import { toReportSearch } from "../../report/reading/search_report.ts";
import { PAGE_NAME } from "../output/sinks/html_sink.ts";
import { toPlanFacts } from "../output/plan_facts.ts";
import type { RunSink } from "../run/run_sink.ts";
import type { StepStart } from "../run/step_run.ts";
import { openLivePage, type ShownRun } from "./live_page.ts";

/** The run has better things to do. */
const MOST_SHARE = 0.05;

/** The page of a run of this process. */
export interface RunPage extends AsyncDisposable {
  readonly address: string;
  /** What the run tells. */
  readonly sink: RunSink;
}

/** Serves a page that follows a run of this process and ends with it; browsers that look then keep the report. */
export function openRunPage(plan: RunPlan, port: number): RunPage {
  const course: Course = { startedAt: wallClockIso(), soFar: null, search: null, running: null, snapshot: null };
  const page = openLivePage({
    port,
    clock: createClock(),
    mostShare: MOST_SHARE,
    read: () => showCourse(course, plan),
  });
  return {
    address: page.address,
    [Symbol.asyncDispose]: () => page[Symbol.asyncDispose](),
    sink: {
      name: "the live page",
      closes: "afterPage",
      stepStart: (start) => {
        course.running = { start, startedAt: wallClockIso() };
        course.snapshot = null;
      },
      progress: (snapshot) => {
        course.snapshot = snapshot;
        return void page.update();
      },
      stepEnd: ({ soFar }) => {
        course.soFar = soFar;
        course.running = null;
      },
      search: (soFar) => {
        course.search = soFar;
      },
      async close({ result, hasBegun }) {
        await page.end(hasBegun ? await readPage(`${result.context.outputPath}/${PAGE_NAME}`) : null);
        await page[Symbol.asyncDispose]();
      },
    },
  };
}

/** `null`: it could not be made, which is told elsewhere. */
async function readPage(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}

/** How far a run is. */
interface Course {
  readonly startedAt: string;
  soFar: RunResult | null;
  search: TuningResult | null;
  running: { readonly start: StepStart; readonly startedAt: string } | null;
  snapshot: LiveSnapshot | null;
}

/** Trials of a search have a folder between them and that of the run. */
function runFolderOf({ folder }: StepStart): string {
  const above = dirname(folder);
  return basename(above) === TRIALS_FOLDER ? dirname(above) : above;
}

function showCourse({ startedAt, soFar, search, running, snapshot }: Course, plan: RunPlan): ShownRun {
  const facts = toPlanFacts(plan);
  const done = soFar?.steps.map(toReportPoint) ?? [];
  const current = running === null || snapshot === null || snapshot.phase !== "measured"
    ? []
    : [toRunningPoint(running.start, running.startedAt, snapshot)];
  const model: ReportModel = {
    source: "streamgauge",
    name: plan.output.folderName,
    folder: soFar?.context.outputPath ?? (running === null ? plan.output.outputsDir : runFolderOf(running.start)),
    context: {
      ...facts,
      startedAt,
      workloadHash: soFar?.context.workloadHash ?? null,
      tokenizer: soFar?.context.tokenizer ?? null,
      isPartial: false,
      transport: null,
      command: null,
    },
    environment: Object.fromEntries(Object.entries(readRunEnvironment()).map(([name, value]) => [name, String(value)])),
    args: firstArgs(plan),
    points: [...done, ...current],
    search: search === null ? null : toReportSearch(search),
    missing: [],
  };
  return { models: [model], live: { view: snapshot === null ? null : toLiveView(snapshot) } };
}

function firstArgs({ steps: [step] }: RunPlan): JsonObject {
  return step?.args ?? {};
}

/** A point with its figures so far; nobody judges the client before its end. */
function toRunningPoint({ step }: StepStart, startedAt: string, snapshot: LiveSnapshot): ReportPoint {
  return {
    name: step.name,
    parallel: step.parallel,
    rate: step.rate,
    number: step.number,
    ending: "running",
    startedAt,
    ...toPointFigures(snapshot.step()),
    validity: null,
    health: null,
    warnings: [],
    args: step.args,
    details: null,
    service: null,
    host: null,
    clientError: null,
  };
}
