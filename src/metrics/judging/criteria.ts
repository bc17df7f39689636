/**
 * The criteria of `--sla-params`, from parsed JSON. Accepted: a group `{"p99_ttft": "<=500ms", "rps": ">=10"}` or a list
 * of groups, of which one must hold; a criterion `{"name": "ttft", "operator": "<=", "value": 0.5}` or a list of such,
 * which must all hold; a list of lists of such, of which one must hold.
 */
import { type Problem, throwProblems } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { type Criteria, type CriteriaGroup, type Criterion, describeCriterion } from "./criterion.ts";
import { readMetricName } from "./criterion_name.ts";
import { readGoal } from "./criterion_goal.ts";

const FORMS_HINT =
  'Write [{"p99_ttft": "<=500ms", "rps": ">=10"}] or [{"name": "ttft", "operator": "<=", "value": 0.5}]';

/** The keys of a criterion in the form with names. */
const NAMED_KEYS: readonly string[] = ["name", "operator", "value"];

/**
 * Parses criteria; throws a `UsageError` that names everything that is wrong.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * const criteria = parseCriteria([{ p99_ttft: "<=500ms" }, { avg_latency: "<2" }]);
 * deepStrictEqual(describeCriteria(criteria), [
 *   'p99 TTFT <= 500 ms, written "p99_ttft": "<=500ms"',
 *   'or avg Latency < 2 s, written "avg_latency": "<2"; a number without unit is s here',
 * ]);
 * ```
 */
export function parseCriteria(value: JsonValue): Criteria {
  const problems: Problem[] = [];
  const groups = splitGroups(value, problems).map((group) => readGroup(group, problems));
  const criteria = groups.filter((group) => group.length > 0);
  if (problems.length === 0) problems.push(...findMisuse(criteria));
  throwProblems(problems);
  return criteria;
}

/** Says how each criterion was understood, one a line; groups are joined by "or", criteria of a group by "and". */
export function describeCriteria(criteria: Criteria): string[] {
  return criteria.flatMap((group, groupIndex) =>
    group.map((criterion, index) => {
      const joint = index > 0 ? "and " : groupIndex > 0 ? "or " : "";
      return `${joint}${describeCriterion(criterion)}, written ${criterion.written}`;
    })
  );
}

/** The metric to be as high or low as can be, where the criteria ask for that. */
export function findObjective(criteria: Criteria): Criterion | null {
  return criteria.flat().find(({ goal }) => goal.kind === "optimum") ?? null;
}

function splitGroups(value: JsonValue, problems: Problem[]): readonly (readonly JsonObject[])[] {
  const parts = Array.isArray(value) ? value as readonly JsonValue[] : [value];
  const groups = parts.flatMap((part, index) => toGroup(part, { index, problems }));
  if (parts.length === 0) {
    problems.push({ message: "Cannot search without criteria: the list is empty", hint: FORMS_HINT });
  }
  const isPlainList = parts.every((part) => isJsonObject(part));
  const objects = groups.flat();
  if (!isPlainList) return groups;
  const named = objects.filter(isNamed);
  if (named.length === 0) return groups;
  if (named.length === objects.length) return [objects];
  problems.push({
    message: "Cannot tell how criteria belong together: the list mixes both ways of writing them",
    hint: FORMS_HINT,
  });
  return [];
}

function toGroup(part: JsonValue, { index, problems }: { index: number; problems: Problem[] }): JsonObject[][] {
  const members = Array.isArray(part) ? part as readonly JsonValue[] : [part];
  const objects = members.filter((member) => isJsonObject(member));
  if (objects.length === members.length && members.length > 0) return [objects];
  const shown = JSON.stringify(part);
  problems.push({
    message: `Cannot use element ${index + 1} of the SLA criteria: ${shown} is no object`,
    hint: FORMS_HINT,
  });
  return [];
}

function isNamed(object: JsonObject): boolean {
  return "name" in object;
}

function readGroup(objects: readonly JsonObject[], problems: Problem[]): CriteriaGroup {
  return objects.flatMap((object) => isNamed(object) ? readNamed(object, problems) : readMap(object, problems));
}

function readMap(object: JsonObject, problems: Problem[]): Criterion[] {
  const entries = Object.entries(object);
  if (entries.length === 0) {
    problems.push({ message: "Cannot use {} as a group of SLA criteria: it is empty", hint: FORMS_HINT });
  }
  return entries.flatMap(([name, value]) => {
    const written = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    return readCriterion({ name, goalText: value, written, hasSeconds: false }, problems);
  });
}

function readNamed(object: JsonObject, problems: Problem[]): Criterion[] {
  const written = JSON.stringify(object);
  const unknown = Object.keys(object).filter((key) => !NAMED_KEYS.includes(key));
  for (const key of unknown) {
    problems.push({
      message: `Cannot use the key "${key}" of the SLA criterion ${written}`,
      hint: `Known keys are ${NAMED_KEYS.join(", ")}`,
    });
  }
  const { name, operator, value } = object;
  if (typeof name !== "string" || typeof operator !== "string") {
    problems.push({
      message: `Cannot use the SLA criterion ${written}: "name" and "operator" must be texts`,
      hint: FORMS_HINT,
    });
    return [];
  }
  const goalText = toGoalText(operator, value);
  return readCriterion({ name, goalText, written, hasSeconds: true }, problems);
}

function toGoalText(operator: string, value: JsonValue | undefined): JsonValue {
  if (value === undefined || value === null) return operator;
  return typeof value === "number" || typeof value === "string" ? `${operator}${value}` : value;
}

interface WrittenCriterion {
  readonly name: string;
  readonly goalText: JsonValue;
  readonly written: string;
  /** A bare number of a time is seconds, whatever the metric's own unit. */
  readonly hasSeconds: boolean;
}

function readCriterion(source: WrittenCriterion, problems: Problem[]): Criterion[] {
  const subject = readMetricName(source.name, problems);
  if (subject === null) return [];
  const goal = readGoal(source.goalText, { ...source, metric: subject.metric, problems });
  if (goal === null) return [];
  const note = goal.assumedUnit === null ? "" : `; a number without unit is ${goal.assumedUnit} here`;
  return [{ ...subject, goal: goal.goal, written: `${source.written}${note}` }];
}

function findMisuse(criteria: Criteria): Problem[] {
  const optima = criteria.flat().filter(({ goal }) => goal.kind === "optimum");
  if (optima.length > 1) {
    const names = optima.map(describeCriterion).join(" and ");
    return [{
      message: `Cannot search for several optima at once: ${names}`,
      hint: "Keep one of them, and limits for the others",
    }];
  }
  if (optima.length === 1 && criteria.length > 1) {
    return [{
      message: `Cannot search for the ${optima.map(describeCriterion).join()} in one of several groups`,
      hint: "Put the limits that must hold beside it into its own group",
    }];
  }
  return [];
}
