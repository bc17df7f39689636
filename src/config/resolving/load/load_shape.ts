import { toEngineSettings } from "../../options/load/engine_options.ts";
import { toMs } from "../../texts/duration_text.ts";
import type { ArrivalPlan, LoadPlan, StagePlan } from "../../load_plan.ts";
import { parseRamp, parseStages } from "../../texts/stage_text.ts";
import { parseThinkTime } from "../../texts/think_time_text.ts";
import type { Resolution } from "../resolution.ts";
import { type LoadKind, readLoadKind } from "./load_kind.ts";

/** Decides on the shape of the load, the same for all points. */
export function resolveLoad(resolution: Resolution): LoadPlan {
  const { values, explicit } = resolution;
  const kind = readLoadKind(values);
  const stages = values.stages === null ? null : valueOf(parseStages(values.stages));
  const ramp = values.ramp === null ? null : valueOf(parseRamp(values.ramp));
  // Without another end, the load ends with its ramp.
  const goesOn = explicit.has("number") || explicit.has("duration");
  const rampStages = ramp === null
    ? null
    : goesOn
    ? [ramp, { durationMs: Infinity, from: ramp.to, to: ramp.to }]
    : [ramp];
  checkShape(resolution, kind, stages);
  return {
    isOpenLoop: kind.isOpenLoop,
    arrival: resolveArrival(resolution),
    rateStages: kind.stagesOf === "rate" ? stages ?? rampStages : rampStages,
    slotStages: kind.stagesOf === "slots" ? stages : null,
    rampUpMs: toMs(values.ramp_up),
    durationMs: toMs(values.duration),
    graceMs: toMs(values.grace),
    maxErrors: values.max_errors,
    maxErrorShare: values.max_error_rate,
    thinkTime: values.think_time === null ? null : valueOf(parseThinkTime(values.think_time)),
    engine: toEngineSettings(values),
  };
}

/** Returns the mean of a load over time; where it has no end, what it settles at. */
export function meanOfStages(stages: readonly StagePlan[]): number {
  const last = stages.at(-1);
  if (last === undefined || last.durationMs === Infinity) return last?.to ?? 0;
  const totalMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return stages.reduce((sum, { durationMs, from, to }) => sum + durationMs * (from + to) / 2, 0) / totalMs;
}

function resolveArrival({ values, problems }: Resolution): ArrivalPlan {
  const { arrival, burstiness } = values;
  if (arrival !== null && arrival !== "gamma") {
    if (burstiness !== null) {
      problems.push({
        message: `--burstiness ${burstiness} does not go with --arrival ${arrival}`,
        hint: "Burstiness is the shape of gamma arrivals: leave --arrival out or write --arrival gamma",
      });
    }
    return { kind: arrival };
  }
  return arrival === null && burstiness === null ? { kind: "poisson" } : { kind: "gamma", shape: burstiness ?? 1 };
}

function checkShape(resolution: Resolution, kind: LoadKind, stages: readonly StagePlan[] | null): void {
  checkExclusive(resolution, kind);
  checkSlots(resolution, kind, stages);
  checkNeeds(resolution, kind);
}

function checkExclusive({ values, explicit, problems, notes }: Resolution, kind: LoadKind): void {
  const { ramp, stages, sla_auto_tune: isSearch } = values;
  const overTime = [ramp === null ? null : "--ramp", stages === null ? null : "--stages"].filter((flag) =>
    flag !== null
  );
  if (overTime.length > 1) {
    problems.push({
      message: "--ramp and --stages both say how the load goes over time",
      hint: "Keep one of them; stages of 0 are pauses",
    });
  }
  const [flag] = overTime;
  if (flag === undefined) return;
  if (isSearch) {
    problems.push({
      message: `${flag} does not go with --sla-auto-tune`,
      hint: "Each load tried is steady: leave it out",
    });
  }
  const replacesRate = ramp !== null || kind.stagesOf === "rate";
  if (!replacesRate || isSearch || kind.isTrace || !explicit.has("rate")) return;
  if (values.rate.length > 1) {
    const message = `${flag} gives the rate over time, so --rate cannot have ${values.rate.length} values`;
    problems.push({ message, hint: `Leave one of them out, or run once for each` });
  } else notes.push(`${flag} gives the rate over time: the value of --rate is not used`);
}

function checkSlots(
  { values, explicit, problems }: Resolution,
  kind: LoadKind,
  stages: readonly StagePlan[] | null,
): void {
  const isSlots = stages !== null && kind.stagesOf === "slots";
  if (isSlots && explicit.has("parallel")) {
    problems.push({
      message: "--stages without a rate says how many requests run at once over time, and so does --parallel",
      hint: "Leave --parallel out; or, for rates over time, give --open-loop or --rate",
    });
  }
  const broken = isSlots ? stages.find(({ to }) => !Number.isInteger(to)) : undefined;
  if (broken !== undefined) {
    const hint = "For rates over time give --open-loop or --rate; without a rate, stages are requests at once";
    problems.push({ message: `--stages cannot have ${broken.to} requests at once: must be whole numbers`, hint });
  }
  if (values.ramp_up === null) return;
  if (isSlots) problems.push({ message: "--ramp-up and --stages both say how slots open", hint: "Keep one of them" });
  if (kind.isOpenLoop) {
    problems.push({
      message: "--ramp-up does not go with an open loop, which has no slots",
      hint: "Use --ramp for a rate",
    });
  }
}

function checkNeeds({ values, problems, notes }: Resolution, kind: LoadKind): void {
  const ofRate = [values.arrival === null ? null : "--arrival", values.burstiness === null ? null : "--burstiness"];
  const [flag] = ofRate.filter((name) => name !== null);
  if (flag !== undefined && kind.isTrace) {
    notes.push(`${flag} has no effect: the trace says when each request is sent`);
  } else if (flag !== undefined && !kind.isPaced) {
    problems.push({ message: `${flag} needs a rate`, hint: "Give --rate, --ramp, or --open-loop with --stages" });
  }
  const hasEnd = values.duration !== null || values.stages !== null || values.ramp !== null;
  if (values.grace !== null && !hasEnd) {
    const hint = "Give --duration, or leave it out: --total-timeout limits a single request";
    problems.push({ message: "--grace needs an end after which it counts", hint });
  }
}

/** The schemas of the options have read these texts before, so a failure here is a mistake of ours. */
function valueOf<Value>(read: { readonly value: Value } | { readonly expected: string }): Value {
  if ("value" in read) return read.value;
  throw new Error(`A checked value cannot be read: ${read.expected}`);
}
