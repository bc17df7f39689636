import { same } from "../../src/core/words.ts";
import type { PointDetails, ReportModel, ReportPoint, RequestRow } from "../../src/report/model/report_model.ts";
import { collectDetails } from "../../src/report/reading/point_details.ts";
import { samplePoint } from "./sample_points.ts";

/** Details of so many made-up requests, every tenth of them failed. */
export function sampleDetails(count: number): PointDetails {
  const rows = Array.from({ length: count }, (_, index) => ({
    ...toRow(index),
    gapsJson: "[0.01,0.012,0.2]",
    failureText: index % 10 === 9 ? "no" : null,
  }));
  return collectDetails({ count, rows: () => rows, [Symbol.dispose]: () => {} });
}

function toRow(index: number): RequestRow {
  const startMs = index * 37;
  const hasFailed = index % 10 === 9;
  return {
    number: index + 1,
    startMs,
    endMs: startMs + 400 + index % 7 * 10,
    queueMs: 2,
    ttftMs: hasFailed ? null : 80 + index % 13,
    latencyMs: hasFailed ? null : 400 + index % 7 * 10,
    tpotMs: hasFailed ? null : 10 + index % 3,
    promptTokens: 20 + index % 50,
    outputTokens: hasFailed ? null : 30,
    failure: hasFailed ? "http_status" : null,
    session: index,
    turn: 0,
  };
}

/** A run of several points with single requests. */
export function sampleReport(changes: Partial<ReportModel> = {}): ReportModel {
  const points: readonly ReportPoint[] = [1, 2, 4].map((parallel) =>
    samplePoint({
      parallel,
      requestsPerSecond: Math.min(parallel, 2) * 5,
      changes: { details: sampleDetails(60 * parallel) },
    })
  );
  return {
    source: "streamgauge",
    name: "model",
    folder: "outputs/model",
    context: {
      model: "model",
      dataset: "random",
      api: "openai",
      url: "http://127.0.0.1:8000/v1/chat/completions",
      startedAt: "2026-11-22T17:33:51.000Z",
      seed: 7,
      workloadHash: "0123456789abcdef+fedcba9876543210",
      tokenizer: null,
      isPartial: false,
      transport: same("kernel"),
      command: "streamgauge perf --model model",
    },
    environment: { os: "linux", cores: "2" },
    args: { model: "model" },
    points,
    search: null,
    missing: [],
    ...changes,
  };
}
