import { words } from "../core/words.ts";
import { nameCriterion } from "../metrics/metric_words.ts";
import type {
  TuningEnding,
  TuningPoint,
  TuningResult,
  TuningSettings,
  TuningWinner,
  ValueRange,
} from "../metrics/tuning/tuning_result.ts";
import { endedBy } from "./ended_by.ts";
import { findWarnings } from "./conclusion_warnings.ts";
import { findObjective } from "../metrics/judging/criteria.ts";
import { describeOutcome } from "./deciding/outcome_text.ts";
import { findBest, isSurelyWorse, isWorse } from "./deciding/propose_for_optimum.ts";
import type { SearchPlan, SearchProgress } from "./search_plan.ts";

const CONFIDENCE_METHOD =
  "between the highest load whose 95 % intervals all lie within the limits and the lowest one above it whose interval " +
  "lies beyond one, taking the metrics to move one way with the load";
const OPTIMUM_METHOD =
  "between the nearest loads tried whose value is worse by more than the 95 % intervals of both, or that surely break a " +
  "limit";

/** Makes the result of a search out of all points and steps; an ending given overrules what the points say. */
export function conclude(plan: SearchPlan, progress: SearchProgress, ending: TuningEnding | null): TuningResult {
  const points = [...progress.points.values()].sort((a, b) => a.value - b.value);
  const isOptimum = findObjective(plan.criteria) !== null;
  const best = isOptimum ? findBest(points) : points.findLast(({ verdict }) => verdict === "passes") ?? null;
  const above = findAbove(points, best, isOptimum);
  const bracket = toBracket(points, { best, above, isOptimum });
  return {
    variable: plan.variable,
    criteria: plan.criteria,
    settings: toSettings(plan),
    points,
    steps: [...progress.steps],
    winner: best === null ? null : toWinner(best),
    bracket,
    confidence: isOptimum ? findOptimumConfidence(points, best) : findConfidence(points),
    ending: ending ?? findEnding({ plan, best, above, isOptimum }),
    warnings: findWarnings({ plan, points, best, above }),
  };
}

function toSettings(plan: SearchPlan): TuningSettings {
  return {
    start: plan.start,
    lowerBound: plan.scale.lower,
    upperBound: plan.scale.upper,
    numRuns: plan.numRuns,
    maxRuns: plan.maxRuns,
    tolerance: plan.tolerance,
    successShare: plan.successShare,
    numberRule: plan.numberRule.description,
  };
}

function toWinner({ value, isSure, groups }: TuningPoint): TuningWinner {
  const passing = groups.flatMap(({ verdict }, index) => verdict === "passes" ? [index + 1] : []);
  return { value, groups: passing, isSure };
}

/** The lowest load above the answer that is worse; where there is no answer the lowest one that leads down. */
function findAbove(points: readonly TuningPoint[], best: TuningPoint | null, isOptimum: boolean): TuningPoint | null {
  const lowest = best?.value ?? -Infinity;
  const higher = points.filter(({ value, verdict }) =>
    value > lowest && verdict !== "unfinished" && verdict !== "undefined"
  );
  if (best !== null && isOptimum) return higher.find((point) => isWorse(point, best)) ?? null;
  return higher.find(({ verdict }) => verdict === "fails" || verdict === "client_limited") ?? null;
}

interface Edges {
  readonly best: TuningPoint | null;
  readonly above: TuningPoint | null;
  readonly isOptimum: boolean;
}

function toBracket(points: readonly TuningPoint[], { best, above, isOptimum }: Edges): ValueRange {
  const high = above?.value ?? null;
  if (!isOptimum) return { low: best?.value ?? null, high };
  const below = best === null ? null : points.findLast((point) => point.value < best.value && isWorse(point, best));
  return { low: below?.value ?? null, high };
}

function findConfidence(points: readonly TuningPoint[]): TuningResult["confidence"] {
  const sure = points.filter(({ isSure }) => isSure);
  const low = sure.findLast(({ verdict }) => verdict === "passes")?.value ?? null;
  const high = sure.find(({ value, verdict }) => verdict === "fails" && value > (low ?? -Infinity))?.value ?? null;
  return { low, high, method: CONFIDENCE_METHOD };
}

function findOptimumConfidence(points: readonly TuningPoint[], best: TuningPoint | null): TuningResult["confidence"] {
  if (best === null) return { low: null, high: null, method: OPTIMUM_METHOD };
  const worse = points.filter((point) => isSurelyWorse(point, best));
  const low = worse.findLast(({ value }) => value < best.value)?.value ?? null;
  const high = worse.find(({ value }) => value > best.value)?.value ?? null;
  return { low, high, method: OPTIMUM_METHOD };
}

interface EndingFacts extends Edges {
  readonly plan: SearchPlan;
}

function findEnding({ plan, best, above, isOptimum }: EndingFacts): TuningEnding {
  const { scale } = plan;
  if (above !== null && (best === null || !isOptimum || above.verdict === "client_limited")) {
    return describeEdge(plan, above, best);
  }
  if (isOptimum && best !== null && scale.between(best.value, scale.upper) !== null) {
    const objective = findObjective(plan.criteria);
    const goal = objective === null ? words("better", "目标") : nameCriterion(objective);
    return endedBy(
      "service",
      words(
        `The service ended the search: beyond ${best.value} nothing is gained for the ${goal.en}`,
        `服务端结束了搜索：超过 ${best.value} 后 ${goal.zh} 不再改善`,
      ),
    );
  }
  const hint = best === null
    ? words("no load gave the throughput asked", "没有负载达到所要求的吞吐")
    : words("a higher load may still pass", "更高的负载可能仍能通过");
  return endedBy(
    "bound",
    words(
      `The upper bound ${scale.upper} ended the search: ${hint.en}`,
      `上限 ${scale.upper} 结束了搜索：${hint.zh}`,
    ),
  );
}

/** Says what became of the lowest load that is worse. */
function describeEdge({ variable }: SearchPlan, above: TuningPoint, best: TuningPoint | null): TuningEnding {
  const place = `${variable} ${above.value}`;
  const { en, zh } = describeOutcome(above);
  if (above.verdict === "client_limited") {
    return endedBy(
      "client",
      words(`The client ended the search: at ${place} ${en}`, `客户端结束了搜索：在 ${place} 处${zh}`),
    );
  }
  return endedBy(
    "service",
    best === null
      ? words(`The service keeps no load: at ${place} ${en}`, `服务端无法承受任何负载：在 ${place} 处${zh}`)
      : words(`The service ended the search: at ${place} ${en}`, `服务端结束了搜索：在 ${place} 处${zh}`),
  );
}
