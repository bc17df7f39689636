import { type RunPlan, unitOf } from "../../config/run_plan.ts";
import { formatCount } from "../../report/text/number_text.ts";

/** More names than this fill the screen. */
const SHOWN_POINTS = 6;

/** Says in two lines where the results of a run go and what it does. */
export function describeStart(plan: RunPlan, folder: string): readonly string[] {
  return [`Results: ${folder}`, `Plan: ${describePlan(plan)}`];
}

/** Says in a line what a run does. */
export function describePlan(plan: RunPlan): string {
  const { target, workload, modelId } = plan;
  const model = workload.generation.model === "" ? modelId : workload.generation.model;
  const data = workload.prompt === null ? workload.dataset : "one prompt";
  return `${model} at ${describeAddresses(target)} (${target.api}), ${data}, ${describePoints(plan)}`;
}

function describeAddresses({ endpoints, displayUrl, endpointRule }: RunPlan["target"]): string {
  return endpoints.length === 1
    ? displayUrl
    : `${endpoints.map(({ name }) => name).join(", ")}, ${endpointRule.strategy}`;
}

function describePoints(plan: RunPlan): string {
  const { steps, sla } = plan;
  if (sla !== null) return `search for the highest ${sla.variable} from ${sla.startValue} on`;
  const [only, ...others] = steps;
  if (only !== undefined && others.length === 0) {
    return only.number === null ? only.name : `${formatCount(only.number, unitOf(plan))}, ${only.name}`;
  }
  const names = steps.slice(0, SHOWN_POINTS).map(({ name }) => name).join(", ");
  return `${steps.length} points: ${names}${steps.length > SHOWN_POINTS ? ", …" : ""}`;
}
