import { DATASET_FACTS } from "../../core/datasets.ts";
import { toIso } from "../../core/clock.ts";
import { toTraceparent, traceIdsOf } from "../../core/trace_ids.ts";
import { createAccumulator } from "../../metrics/accumulator.ts";
import type { AccumulatorOptions } from "../../metrics/accumulator_options.ts";
import { joinStates } from "../../metrics/joined_accumulator.ts";
import { findClientError } from "../../metrics/calibration/like_load.ts";
import { toCalibratedLoad } from "../../metrics/calibration/load_of_step.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { judgeValidity } from "../../metrics/validity.ts";
import type { RemoteHealth } from "../run/load_host.ts";
import type { StepRun } from "../run/step_run.ts";
import { HealthMonitor } from "./health_monitor.ts";
import { toLoadShape, toStageBounds } from "./load_shape.ts";
import { createItemRequest } from "./item_maker.ts";
import { prepareMaking } from "./item_making.ts";
import { toItemSeed } from "./item_recipe.ts";
import { createItemSource } from "./item_source.ts";
import { keepsRecords } from "./kept_records.ts";
import type { ItemSource } from "./item_source.ts";
import { runPhase } from "./run_phase.ts";
import type { PhaseEnd, StepScene } from "./run_phase.ts";
import { splitWords } from "../../core/words.ts";
import { stepWarnings } from "./step_warnings.ts";

/** What a step is given. */
export interface StepTask extends Pick<StepScene, "step" | "place" | "world" | "sink"> {
  /** Told between the warm-up and the first measured request, which waits for it; not without a warm-up. */
  warmedUp(): Promise<void>;
}

/** Runs one point of a sweep, its warm-up first; its records go to the sink. */
export async function runStep(task: StepTask): Promise<StepRun> {
  const { step, world } = task;
  const source = await openItems(task);
  const carried = world.remote?.takeCarried() ?? null;
  const warmup = carried === null ? await warmUp(task, source) : await skipWarmUp(task, source);
  if (step.warmupCount > 0) await task.warmedUp();
  const startedAt = toIso(world.originEpochMs, carried?.startAtMs ?? world.clock.nowMs());
  const scene = openScene(task, source);
  const isCutShort = warmup !== null && warmup.ending !== "complete";
  const phase = { phase: "measured", count: step.number, carried } as const;
  const end = isCutShort ? { ...warmup, sessions: 0 } : await runPhase(phase, scene);
  if (keepsRecords(world.plan.agents, step)) await world.remote?.collect(task.place.folder);
  return {
    result: toResult(scene, { startedAt, end, remote: await world.remote?.report() ?? null }),
    usedTokenizer: world.filler.usedTokenizer(),
    samples: scene.accumulator.samples,
    failure: end.failure,
  };
}

/** All warm-up requests end before the first measured one is sent; `null`: there are none. */
async function warmUp(task: StepTask, source: ItemSource): Promise<PhaseEnd | null> {
  const { warmupCount } = task.step;
  if (warmupCount === 0) return null;
  const scene = openScene(task, source);
  const end = await runPhase({ phase: "warmup", count: warmupCount, carried: null }, scene);
  scene.health.finish();
  return end;
}

/** Another coordinator has carried it: what follows it in the data is what is measured. */
async function skipWarmUp({ step }: StepTask, source: ItemSource): Promise<null> {
  const items = source.items("warmup", { count: step.warmupCount, dueAtMs: () => null });
  while ((await items.next()).done !== true);
  return null;
}

function openScene(task: StepTask, source: ItemSource): StepScene {
  const { clock, plan, remote } = task.world;
  const options = toMeasuring(task);
  const isKept = remote !== null && keepsRecords(plan.agents, task.step);
  const accumulator = isKept ? joinStates(options, remote.states) : createAccumulator(options);
  return { ...task, source, measuring: options, accumulator, health: new HealthMonitor(clock) };
}

function toMeasuring({ step, world: { arrivals, plan, remote } }: StepTask): AccumulatorOptions {
  const { goodput, conversation, workload, output } = plan;
  return {
    goodput,
    isMultiTurn: conversation !== null,
    measuresHandoff: plan.measuresHandoff,
    peers: output.definitions,
    measuresSpeed: DATASET_FACTS[workload.dataset].kind === "speed",
    stages: toStageBounds(plan.load, step),
    arrivals,
    agentOf: remote === null ? null : (shard) => remote.agentOf(shard),
  };
}

interface StepEnd {
  readonly startedAt: string;
  readonly end: PhaseEnd;
  readonly remote: RemoteHealth | null;
}

function toResult(scene: StepScene, { startedAt, end, remote }: StepEnd): StepResult {
  const { step, place, world } = scene;
  const metrics = scene.accumulator.finish();
  const health = scene.health.finish(remote);
  const asked = { parallel: step.parallel, rate: step.rate };
  const load = toCalibratedLoad({ ...step, transport: world.transport, health, metrics });
  const { minTokens } = world.plan.workload.generation;
  const warnings = splitWords(stepWarnings({ health, metrics, minTokens }));
  return {
    name: step.name,
    ...asked,
    transport: world.transport,
    arrivals: world.arrivals,
    poller: world.poller,
    clientError: findClientError(world.calibrations, load),
    number: step.number,
    sessions: end.sessions,
    ending: end.ending,
    startedAt,
    metrics,
    health,
    validity: judgeValidity(health, metrics, { ...asked, shards: world.pool.count, arrivals: world.arrivals }),
    warnings: warnings.en,
    warningsZh: warnings.zh,
    folder: place.folder,
    args: { ...step.args, outputs_dir: place.folder },
    loadShape: toLoadShape(world.plan),
    workloadHash: scene.source.workloadHash(),
  };
}

async function openItems({ step, place, world }: StepTask): Promise<ItemSource> {
  const { generation, seed } = world.plan.workload;
  const { index, usedBefore } = place;
  const { otlp } = world.plan.telemetry;
  const count = step.number === null ? null : step.number + step.warmupCount;
  const data = { stepIndex: index, usedBefore, count };
  await prepareMaking(world, data);
  const sessions = await world.workload.open(data);
  const request = createItemRequest({
    bodies: world.bodies,
    generation,
    seed: toItemSeed(world.plan.workload, index),
    thinkTime: world.plan.load.thinkTime,
    idPrefix: world.plan.sendsRequestIds ? `sg-${seed}-${index}` : null,
    trace: otlp === null ? null : (session) => toTraceparent(traceIdsOf(otlp.trace, { stepIndex: index, ...session })),
  });
  return createItemSource(sessions, request);
}
