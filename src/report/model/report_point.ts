import { zipWords } from "../../core/words.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import type { StepMetrics } from "../../metrics/step_metrics.ts";
import type { ReportPoint } from "./report_model.ts";

/** Shows a step of this run as a point of a report, without single requests. */
export function toReportPoint(step: StepResult): ReportPoint {
  const { metrics } = step;
  return {
    name: step.name,
    parallel: step.parallel,
    rate: step.rate,
    number: step.number,
    ending: step.ending,
    startedAt: step.startedAt,
    ...toPointFigures(metrics),
    validity: step.validity,
    health: step.health,
    clientError: step.clientError,
    warnings: zipWords(step.warnings, step.warningsZh),
    args: step.args,
    details: null,
    service: null,
    host: null,
  };
}

/** What a point of a report shows of the figures of a step, whether it has ended or not. */
type PointFigures = Pick<
  ReportPoint,
  | "scalars"
  | "distributions"
  | "failures"
  | "finishReasons"
  | "groups"
  | "goodput"
  | "stages"
  | "steady"
  | "series"
  | "conversations"
  | "peers"
>;

/** Takes from the figures of a step those that a point of a report shows. */
export function toPointFigures(metrics: StepMetrics): PointFigures {
  return {
    scalars: metrics.scalars,
    distributions: metrics.distributions,
    failures: metrics.failures,
    finishReasons: metrics.finishReasons,
    groups: metrics.groups,
    goodput: metrics.goodput,
    stages: metrics.stages,
    steady: metrics.steady,
    series: metrics.series,
    conversations: metrics.traces,
    peers: metrics.peers,
  };
}
