import { reasonOf, throwProblems } from "../../core/errors.ts";
import { describeStart } from "../run/start_text.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { RunResult } from "../../metrics/run_result.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import { openOutput } from "../output/run_output.ts";
import type { RunOutput } from "../output/run_output.ts";
import { runSearch } from "../tune/run_search.ts";
import { judgeKept, judgeRun } from "./judge_run.ts";
import type { RunVerdict } from "./judge_run.ts";
import { checkPlanFit } from "../service/plan_fit.ts";
import { chooseFor } from "../service/transport_settings.ts";
import { type ChosenTransport, describeTransport } from "../../transport/choose_transport.ts";
import { openWorld } from "./open_world.ts";
import { pauseBetweenSteps } from "../run/pause.ts";
import { expandRepeats } from "../run/repeats.ts";
import { runOne } from "../output/run_one.ts";
import type { MachineLimits } from "../run/machine_limits.ts";
import type { LoadHost } from "../run/load_host.ts";
import type { ShardLink } from "../../shards/protocol/messages.ts";
import type { RunListener, StopSignals } from "../run/run_listener.ts";
import type { RunSink } from "../run/run_sink.ts";
import type { RunWorld } from "../step/run_world.ts";

/** How a run is watched and stopped. */
export interface RunOptions {
  readonly host: LoadHost;
  readonly stop: StopSignals;
  /** Told of all that happens. */
  readonly caller: RunSink;
  /** Told as well. */
  readonly watchers?: readonly RunSink[];
}

/** What a run came to. */
export interface RunOutcome extends RunVerdict {
  readonly result: RunResult;
  /** What a search (`--sla-auto-tune`) found; `null`: there was none. */
  readonly tuning: TuningResult | null;
}

/**
 * Carries out a plan: all its steps, their files, the files of the run. Throws `UsageError` and `DataError` for what
 * makes a run impossible; failed requests are results, not errors.
 */
export async function runPerf(asked: RunPlan, options: RunOptions): Promise<RunOutcome> {
  const plan = expandRepeats(asked);
  const { host, stop } = options;
  using first = startEarly(host);
  const [limits, chosen] = await Promise.all([host.readLimits(), chooseFor(plan.target, host.examineTransport)]);
  // Where other machines carry the load, it is their files and ports that count.
  const isHere = host.gatherLoops === undefined;
  const fit = isHere ? checkPlanFit(plan, limits, Math.max(1, plan.shards)) : { problems: [], warnings: [] };
  throwProblems(fit.problems);
  const transport = describeTransport(chosen);
  const { originEpochMs, clock } = host;
  const output = await openOutput(plan, { ...options, originEpochMs, clock, transport });
  for (const line of describeStart(plan, output.folder)) output.listener.log("info", line);
  output.listener.log("info", `Arrival times: ${transport.en}`);
  for (const warning of fit.warnings) output.listener.log("warn", warning);
  for (const note of plan.notes) output.listener.log("info", note);
  try {
    const tuning = await carryOut({ plan, output, host, stop, chosen, limits, early: first.early });
    const result = output.result();
    const missing = await output.close(null);
    return { result, tuning, ...judgeKept(missing) ?? judgeRun(result, { plan, tuning, stop }) };
  } catch (cause) {
    await output.close({ cause });
    throw cause;
  }
}

interface RunParts {
  readonly plan: RunPlan;
  readonly output: RunOutput;
  readonly host: LoadHost;
  readonly stop: StopSignals;
  readonly chosen: ChosenTransport;
  readonly limits: MachineLimits;
  readonly early: ShardLink | null;
}

/** One event loop at least is needed: it loads its code while the machine is looked at, data read and the connection tried. */
function startEarly(host: LoadHost): Disposable & Pick<RunParts, "early"> {
  const early = host.gatherLoops === undefined ? host.startShard(0) : null;
  return { early, [Symbol.dispose]: () => early?.close() };
}

async function carryOut(parts: RunParts): Promise<TuningResult | null> {
  const { listener } = parts.output;
  if (await takeComplete(parts.plan, parts.output)) return null;
  const opened = await unlessCutOff(openWorld(parts.plan, { ...parts, listener }), parts.stop);
  if (opened === null) return null;
  try {
    return opened.isReady ? await runLoad(opened.world, parts.output) : null;
  } finally {
    await closeWorld(opened, listener);
  }
}

/** Takes over a run of which nothing is missing: no service is asked for it, no machine waited for. */
async function takeComplete({ sla, steps }: RunPlan, output: RunOutput): Promise<boolean> {
  const runs = steps.flatMap(({ name }) => output.finished.get(name) ?? []);
  if (sla !== null || runs.length < steps.length) return false;
  output.listener.log("info", "All of it was done before: nothing is sent");
  for (const run of runs) await output.takeOver(run);
  return true;
}

/** A module of the user's own may never come back: `null` when nothing is to run any more. */
async function unlessCutOff<T>(work: Promise<T>, { running }: StopSignals): Promise<T | null> {
  const cutOff = Promise.withResolvers<null>();
  const resolve = () => cutOff.resolve(null);
  if (running.aborted) resolve();
  running.addEventListener("abort", resolve);
  try {
    return await Promise.race([work, cutOff.promise]);
  } finally {
    running.removeEventListener("abort", resolve);
  }
}

/** What cannot be closed does no harm to what was measured. */
async function closeWorld(opened: AsyncDisposable, listener: RunListener): Promise<void> {
  try {
    await opened[Symbol.asyncDispose]();
  } catch (cause) {
    listener.log("warn", `Cannot close all that was open: ${reasonOf(cause)}`);
  }
}

async function runLoad(world: RunWorld, output: RunOutput): Promise<TuningResult | null> {
  const { sla } = world.plan;
  if (sla !== null) return await runSearch({ world, output, sla });
  await runSteps(world, output);
  return null;
}

async function runSteps(world: RunWorld, output: RunOutput): Promise<void> {
  let usedBefore = 0;
  let hasRun = false;
  for (const [index, step] of world.plan.steps.entries()) {
    const earlier = output.finished.get(step.name);
    if (earlier === undefined) {
      if (hasRun) await pauseBetweenSteps(world);
      if (world.stop.admitting.aborted) return;
      hasRun = true;
    } else await output.takeOver(earlier);
    const run = earlier ?? await runOne(step, { index, usedBefore }, { world, output });
    usedBefore += step.number ?? run.result.sessions;
  }
}
