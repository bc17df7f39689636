import { same } from "../../src/core/words.ts";
import type { ReportModel } from "../../src/report/model/report_model.ts";
import { samplePoint } from "./sample_points.ts";
import { sampleDetails, sampleReport } from "./sample_report.ts";

/** A model in which every text from outside is the given one. */
export function poisonedReport(text: string): ReportModel {
  const details = sampleDetails(60);
  const point = samplePoint({
    parallel: 1,
    changes: {
      name: text,
      failures: [{ kind: "http_status", status: 500, code: text, count: 1, examples: [text] }],
      finishReasons: { [text]: 3 },
      warnings: [same(text)],
      validity: { verdict: "degraded", reasons: [text], unreliable: [], affected: null },
      groups: [{
        by: "model",
        name: text,
        requests: 1,
        failed: 0,
        requestsPerSecond: 1,
        succeeded: 1,
        goodputShare: null,
        distributions: {},
      }],
      details: { ...details, series: { ...details.series, failedByKind: { [text]: details.series.failed } } },
    },
  });
  const model = sampleReport({
    // The first of two is packed.
    points: [point, point],
    missing: [same(text)],
    name: text,
    folder: text,
    args: { model: text },
    environment: { os: text, [text]: "x" },
  });
  const context = { ...model.context, model: text, dataset: text, url: text, command: text, transport: same(text) };
  return { ...model, context };
}
