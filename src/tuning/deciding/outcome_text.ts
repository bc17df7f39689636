import { same, type Words, words } from "../../core/words.ts";
import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import { nameCriterion, nameSubject, withUnit } from "../../metrics/metric_words.ts";
import type { CriterionAssessment, GroupAssessment, TuningPoint } from "../../metrics/tuning/tuning_result.ts";

/** Says in words what came out at a point, by the criterion that is nearest to deciding otherwise. */
export function describeOutcome(point: TuningPoint): Words {
  if (point.verdict === "client_limited") return describeClientLimit(point);
  const failed = describeFailedRequests(point);
  if (failed !== null) return failed;
  const group = decidingGroup(point);
  const assessment = group === undefined ? undefined : decidingCriterion(group);
  if (assessment === undefined) return words("no request was measured", "没有测量到请求");
  const { en, zh } = describeAssessment(assessment);
  return point.isSure ? words(en, zh) : words(`${en}, within the noise`, `${zh}，在噪声范围内`);
}

/** Says how a criterion came out: `p99 TTFT is 612 ms (571 … 650), limit p99 TTFT <= 500 ms`. */
export function describeAssessment({ criterion, estimate, verdict }: CriterionAssessment): Words {
  const subject = nameSubject(criterion);
  const { decimals } = METRIC_CATALOG[criterion.metric];
  if (estimate.method === "unreliable") {
    return words(
      `${subject.en} is not the service's in these runs, because most events came in one read with others`,
      `这些运行中的 ${subject.zh} 不代表服务，因为多数事件与其他事件在同一次读取到达`,
    );
  }
  if (estimate.value === null) return words(`${subject.en} is undefined in these runs`, `这些运行中没有 ${subject.zh}`);
  const show = (value: number | null): string => value === null ? "?" : value.toFixed(decimals);
  const range = estimate.range === null ? same("") : words(
    ` (${show(estimate.range.low)} … ${show(estimate.range.high)})`,
    `（${show(estimate.range.low)} … ${show(estimate.range.high)}）`,
  );
  const value = withUnit(show(estimate.value), criterion.metric);
  const measured = words(
    `${subject.en} is ${value.en}${range.en}`,
    `${subject.zh} 为 ${value.zh}${range.zh}`,
  );
  if (verdict === "objective") return measured;
  const goal = nameCriterion(criterion);
  return words(
    `${measured.en}, which ${verdict} ${goal.en}`,
    `${measured.zh}，${verdict === "keeps" ? "满足" : "违反"} ${goal.zh}`,
  );
}

function describeClientLimit({ trials }: TuningPoint): Words {
  const reasons = trials.map(({ clientLimit }) => clientLimit).filter((reason) => reason !== null);
  const { en, zh } = reasons[0] ?? words("it did not keep up", "未能跟上");
  return words(`the client was the limit: ${en}`, `客户端成为瓶颈：${zh}`);
}

/** Where no criterion is broken, failed requests are why a group fails. */
function describeFailedRequests({ successShare, verdict, groups }: TuningPoint): Words | null {
  if (verdict !== "fails" || successShare === null || successShare === 1) return null;
  const isByRequests = groups.some((group) =>
    group.verdict === "fails" && group.criteria.every((assessment) => assessment.verdict !== "breaks")
  );
  const percent = (100 * (1 - successShare)).toPrecision(3);
  return isByRequests ? words(`${percent} % of the requests failed`, `${percent} % 的请求失败`) : null;
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
