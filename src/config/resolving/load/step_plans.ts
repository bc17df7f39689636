import type { JsonObject } from "../../../core/json.ts";
import { endOfLoad, type LoadPlan } from "../../load_plan.ts";
import type { StepPlan } from "../../run_plan.ts";
import type { Resolution } from "../resolution.ts";
import { type LoadKind, readLoadKind } from "./load_kind.ts";
import { meanOfStages } from "./load_shape.ts";
import { createNameCounter, type NamedStep, nameStep } from "./step_name.ts";
import { countWarmup } from "./warmup_count.ts";

/** A list of values that makes a sweep, with the flag it came from. */
interface Axis {
  readonly flag: string;
  readonly values: readonly (number | null)[];
}

/**
 * Makes the points of a sweep. A closed loop pairs `--parallel`, `--number` and `--rate`, an open one `--rate` and
 * `--number`; of each, a single value serves all points.
 */
export function resolveSteps(resolution: Resolution, load: LoadPlan, commonArgs: JsonObject): readonly StepPlan[] {
  const kind = readLoadKind(resolution.values);
  const axes = readAxes(resolution, load, kind);
  checkOpenLoop(resolution, load, kind);
  const count = Math.max(...Object.values(axes).map(({ values }) => values.length));
  if (!canPair(Object.values(axes), count, resolution)) return [];
  const points = Array.from({ length: count }, (_, index) => ({
    parallel: pick(axes.parallel, index),
    number: pick(axes.number, index),
    rate: pick(axes.rate, index),
  }));
  const hasRates = !kind.isOpenLoop && new Set(points.map(({ rate }) => rate)).size > 1;
  const toUnique = createNameCounter();
  const steps = points.map((point) => ({
    name: toUnique(nameStep(point, { load, isTrace: kind.isTrace, hasRates })),
    ...point,
    warmupCount: countWarmup(resolution.values.warmup_num, point.number),
    args: toStepArgs(commonArgs, point),
  }));
  noteLoad(resolution, kind, steps);
  return steps;
}

/** Writes the arguments of a point; as in `evalscope perf`, -1 stands for no limit. */
export function toStepArgs(commonArgs: JsonObject, { parallel, number, rate }: NamedStep): JsonObject {
  return { ...commonArgs, number, parallel: parallel ?? -1, rate: rate ?? -1 };
}

function readAxes(
  { values, explicit }: Resolution,
  load: LoadPlan,
  { isOpenLoop, isTrace }: LoadKind,
): Readonly<Record<"parallel" | "number" | "rate", Axis>> {
  const isUnnumbered = !explicit.has("number") && (isTrace || endOfLoad(load) !== null);
  const rates = values.rate.map((rate) => rate > 0 ? rate : null);
  const steadyRate = load.rateStages === null ? rates : [meanOfStages(load.rateStages)];
  const slots = load.slotStages === null ? values.parallel : [Math.max(...load.slotStages.map(({ to }) => to))];
  return {
    parallel: { flag: "--parallel", values: isOpenLoop ? [null] : slots },
    rate: { flag: "--rate", values: isTrace ? [null] : steadyRate },
    number: { flag: "--number", values: isUnnumbered ? [null] : values.number },
  };
}

function canPair(axes: readonly Axis[], count: number, { problems }: Resolution): boolean {
  const lists = axes.filter(({ values }) => values.length > 1);
  if (lists.every(({ values }) => values.length === count)) return true;
  const [first, ...others] = lists.map(({ flag, values }) => `${values.length} values of ${flag}`);
  const message = `Cannot pair ${first} with ${others.map((text) => text.replace(" values", "")).join(" and ")}`;
  problems.push({ message, hint: "Give as many of one as of the other, or a single value of one" });
  return false;
}

function pick({ values }: Axis, index: number): number | null {
  return values[values.length === 1 ? 0 : index] ?? null;
}

function checkOpenLoop({ values, explicit, problems, notes }: Resolution, load: LoadPlan, kind: LoadKind): void {
  if (kind.isTrace) {
    if (explicit.has("rate")) notes.push("--rate has no effect: the trace says when each request is sent");
    return;
  }
  if (!kind.isOpenLoop || load.rateStages !== null || values.sla_auto_tune) return;
  if (values.rate.every((rate) => rate > 0)) return;
  const hint = "Write --rate with requests per second above 0, such as --rate 5 10 20, or --ramp, or --stages";
  problems.push({ message: "--open-loop needs a rate: nothing else says when a request is sent", hint });
}

function noteLoad({ explicit, notes, values }: Resolution, kind: LoadKind, steps: readonly StepPlan[]): void {
  if (kind.isOpenLoop && explicit.has("parallel") && !values.sla_auto_tune) {
    notes.push("--parallel has no effect: an open loop sends on schedule, however many requests run");
  }
  for (const { parallel, number } of steps) {
    if (parallel === null || number === null || parallel <= number) continue;
    notes.push(`--parallel ${parallel} with --number ${number}: no more than ${number} requests can run at once`);
  }
}
