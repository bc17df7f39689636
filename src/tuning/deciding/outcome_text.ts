import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import { describeCriterion, describeSubject } from "../../metrics/judging/criterion.ts";
import type { CriterionAssessment, GroupAssessment, TuningPoint } from "../../metrics/tuning/tuning_result.ts";

/** Says in words what came out at a point, by the criterion that is nearest to deciding otherwise. */
export function describeOutcome(point: TuningPoint): string {
  if (point.verdict === "client_limited") return describeClientLimit(point);
  const failed = describeFailedRequests(point);
  if (failed !== null) return failed;
  const group = decidingGroup(point);
  const assessment = group === undefined ? undefined : decidingCriterion(group);
  if (assessment === undefined) return "no request was measured";
  const doubt = point.isSure ? "" : ", within the noise";
  return `${describeAssessment(assessment)}${doubt}`;
}

/** Says how a criterion came out: `p99 TTFT is 612 ms (571 … 650), limit p99 TTFT <= 500 ms`. */
export function describeAssessment({ criterion, estimate, verdict }: CriterionAssessment): string {
  const subject = describeSubject(criterion);
  const { unit, decimals } = METRIC_CATALOG[criterion.metric];
  if (estimate.method === "unreliable") {
    return `${subject} is not the service's in these runs, because most events came in one read with others`;
  }
  if (estimate.value === null) return `${subject} is undefined in these runs`;
  const show = (value: number | null): string => value === null ? "?" : value.toFixed(decimals);
  const range = estimate.range === null ? "" : ` (${show(estimate.range.low)} … ${show(estimate.range.high)})`;
  const measured = `${subject} is ${show(estimate.value)} ${unit}${range}`;
  if (verdict === "objective") return measured;
  return `${measured}, which ${verdict} ${describeCriterion(criterion)}`;
}

function describeClientLimit({ trials }: TuningPoint): string {
  const reasons = trials.map(({ clientLimit }) => clientLimit).filter((reason) => reason !== null);
  return `the client was the limit: ${reasons[0] ?? "it did not keep up"}`;
}

/** Where no criterion is broken, failed requests are why a group fails. */
function describeFailedRequests({ successShare, verdict, groups }: TuningPoint): string | null {
  if (verdict !== "fails" || successShare === null || successShare === 1) return null;
  const isByRequests = groups.some((group) =>
    group.verdict === "fails" && group.criteria.every((assessment) => assessment.verdict !== "breaks")
  );
  return isByRequests ? `${(100 * (1 - successShare)).toPrecision(3)} % of the requests failed` : null;
}

/** A passing group where there is one, else the one that is nearest to passing. */
function decidingGroup({ groups }: TuningPoint): GroupAssessment | undefined {
  const passing = groups.find(({ verdict }) => verdict === "passes");
  return passing ?? groups.toSorted((a, b) => worstExcess(a) - worstExcess(b))[0];
}

function worstExcess({ criteria }: GroupAssessment): number {
  return Math.max(...criteria.map(urgencyOf));
}

function decidingCriterion({ criteria }: GroupAssessment): CriterionAssessment | undefined {
  return criteria.toSorted((a, b) => urgencyOf(b) - urgencyOf(a))[0];
}

function urgencyOf({ verdict, excessShare }: CriterionAssessment): number {
  if (verdict === "undefined") return Infinity;
  if (verdict === "objective") return -Infinity;
  return excessShare ?? (verdict === "breaks" ? 1 : -1);
}
