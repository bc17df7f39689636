import { formatShare } from "../../report/text/number_text.ts";
import { type RunPlan, type SlaPlan, unitOf } from "../../config/run_plan.ts";
import { describeCriteria } from "../../metrics/judging/criteria.ts";
import { describeExpected, expectRunTime, expectStepTime } from "./expected_time.ts";
import { formatCount } from "../../report/text/number_text.ts";
import { describeLoad } from "./load_text.ts";
import { describeTime } from "./time_text.ts";

const NAME_WIDTH = 10;

/** Says in words what a plan would do. */
export function describePlan(plan: RunPlan): readonly string[] {
  return [
    ...describeTarget(plan),
    ...describeObjectives(plan),
    "",
    ...(plan.sla === null ? describeSteps(plan) : describeSearch(plan, plan.sla)),
    ...plan.notes.map((note) => `Note: ${note}`),
  ];
}

function describeTarget({ target, workload, output, modelId, conversation, resumeFolder }: RunPlan): string[] {
  const { model } = workload.generation;
  const folder = [output.outputsDir, ...(output.noTimestamp ? [] : ["DATE_TIME"]), output.folderName].join("/");
  return [
    line("Model", model === "" ? `as the dataset says (${modelId})` : model),
    ...describeAddresses(target),
    line("Workload", `${describeWorkload(workload)}${conversation === null ? "" : describeTurns(conversation)}`),
    line("Seed", String(workload.seed)),
    line("Results", resumeFolder === null ? folder : `${resumeFolder}, with what is missing there`),
  ];
}

/** One line for each of several addresses, with what is to one of them alone. */
function describeAddresses({ endpoints, endpointRule: { strategy, scope }, api }: RunPlan["target"]): string[] {
  const [{ proxy, displayUrl }, ...others] = endpoints;
  const throughProxy = proxy === null ? [] : [line("Proxy", `${proxy.displayUrl} (${proxy.source})`)];
  if (others.length === 0) return [line("Service", `${displayUrl} (${api})`), ...throughProxy];
  return [
    line("Service", `${endpoints.length} addresses (${api}), ${strategy}, one for each ${scope}`),
    ...endpoints.map(({ name, proxy }) =>
      line("Address", proxy === null ? name : `${name}, through ${proxy.displayUrl}`)
    ),
  ];
}

function describeWorkload({ prompt, dataset, datasetPath, hub }: RunPlan["workload"]): string {
  if (prompt !== null) return "one prompt for all requests";
  return datasetPath === null ? `${dataset} (${hub.source})` : `${dataset}, ${datasetPath}`;
}

function describeTurns({ minTurns, maxTurns }: NonNullable<RunPlan["conversation"]>): string {
  const range = maxTurns === null ? `${minTurns} turns or more` : `${minTurns} to ${maxTurns} turns`;
  return `, conversations of ${minTurns === maxTurns ? formatCount(minTurns, "turn") : range}`;
}

function describeObjectives({ goodput, goodputMinShare, load, maxFailedShare }: RunPlan): string[] {
  const limits = goodput.map(({ metric, limitMs }) => `${metric} <= ${describeTime(limitMs)}`).join(", ");
  const least = goodputMinShare === null ? "" : `, by at least ${formatShare(goodputMinShare)} of requests`;
  const stops = [
    load.maxErrors === null ? "" : `after ${formatCount(load.maxErrors, "failed request")}`,
    load.maxErrorShare === null ? "" : `when more than ${formatShare(load.maxErrorShare)} of the last 50 failed`,
  ].filter((stop) => stop !== "");
  return [
    ...(limits === "" ? [] : [line("Keeps", limits + least)]),
    ...(stops.length === 0 ? [] : [line("Stops", stops.join(", or "))]),
    ...(maxFailedShare === null
      ? []
      : [line("Fails", `when more than ${formatShare(maxFailedShare)} of requests failed`)]),
  ];
}

function describeSteps(plan: RunPlan): string[] {
  const { steps, repeat, sleepIntervalMs } = plan;
  const times = repeat === 1 ? "" : `, each ${repeat} times`;
  const pause = steps.length * repeat > 1 ? `, ${describeTime(sleepIntervalMs)} apart` : "";
  const totalMs = expectRunTime(plan);
  return [
    `${formatCount(steps.length, "point")}${times}${pause}:`,
    ...steps.flatMap((step) => [
      `  ${step.name}`,
      `    ${describeLoad(plan, step)}`,
      `    ${describeExpected(expectStepTime(plan, step))}`,
    ]),
    ...(totalMs === null || steps.length * repeat === 1 ? [] : [`In all about ${describeTime(totalMs)}`]),
  ];
}

function describeSearch(plan: RunPlan, sla: SlaPlan): string[] {
  const what = sla.variable === "parallel" ? `${unitOf(plan)}s at once` : `${unitOf(plan)}s per second`;
  const slots = sla.variable === "parallel"
    ? "as fast as replies come"
    : sla.fixedParallel === null
    ? "sent on schedule however many run"
    : `at most ${formatCount(sla.fixedParallel, unitOf(plan))} at once`;
  return [
    `Search for the highest number of ${what} from ${sla.lowerBound} to ${sla.upperBound}, beginning at ` +
    `${sla.startValue}, ${slots}, each load ${formatCount(sla.runsPerPoint, "time")}, that keeps`,
    ...describeCriteria(sla.criteria).map((text) => `  ${text}`),
    `  with at least ${formatShare(sla.successShare)} of requests succeeding`,
    "How long it takes depends on the service",
  ];
}

function line(name: string, text: string): string {
  return `${name.padEnd(NAME_WIDTH)}${text}`;
}
