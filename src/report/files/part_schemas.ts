import { GOODPUT_METRICS } from "../../core/judging/goodput.ts";
import type { JsonObject } from "../../core/json.ts";
import { DISTRIBUTION_IDS, SCALAR_IDS } from "../../metrics/catalog.ts";
import { REPEAT_FIGURES } from "../../metrics/repeats.ts";
import { GROUP_DISTRIBUTION_IDS } from "../../metrics/step_metrics.ts";
import { closed, COUNT, keyed, list, NUMBER, NUMBER_OR_NULL, TEXT } from "./schema_shapes.ts";

/** The schemas of what only some loads have. */
export function toPartSchemas(): JsonObject {
  return {
    traces: orNull(toTracesSchema(), "Whole conversations"),
    groups: { ...list(toGroupSchema()), description: "By label and by model, where there is more than one" },
    goodput: orNull(toGoodputSchema(), "Requests that kept what was promised"),
    speed: orNull(list(toSpeedSchema()), "By length of the prompt, in the speed benchmark"),
  };
}

/** The schema of the verdict on the client. */
export function toValiditySchema(): JsonObject {
  return closed({ verdict: { enum: ["valid", "degraded", "invalid"] }, reasons: list(TEXT) });
}

/** The schemas that `toRepeatSchema` refers to. */
export function toPartDefinitions(): JsonObject {
  const pair = { type: "array", items: [NUMBER, NUMBER], minItems: 2, maxItems: 2, additionalItems: false };
  const statistic = {
    n: { ...COUNT, description: "Repeats in which the figure is defined" },
    mean: NUMBER_OR_NULL,
    standardDeviation: NUMBER_OR_NULL,
    interval95: orNull(pair, "Confidence interval of the mean"),
  };
  const figures = REPEAT_FIGURES.map((figure) => [figure, { $ref: "#/definitions/repeatedFigure" }] as const);
  return {
    repeatedFigure: closed(statistic),
    repeatedScalar: closed({ unit: TEXT, ...statistic }),
    repeatedDistribution: closed({ unit: TEXT, ...Object.fromEntries(figures) }),
  };
}

/** The schema of a repeated step. */
export function toRepeatSchema(): JsonObject {
  return closed({
    name: TEXT,
    parallel: NUMBER_OR_NULL,
    ratePerSecond: NUMBER_OR_NULL,
    repeats: COUNT,
    confidence: { const: 0.95 },
    method: TEXT,
    scalars: keyed(SCALAR_IDS, { $ref: "#/definitions/repeatedScalar" }),
    distributions: keyed(DISTRIBUTION_IDS, { $ref: "#/definitions/repeatedDistribution" }),
  });
}

function toTracesSchema(): JsonObject {
  const figures = ["mean", "min", "p50", "p90", "p95", "p99", "max"];
  const row = closed({ metric: TEXT, ...Object.fromEntries(figures.map((figure) => [figure, NUMBER_OR_NULL])) });
  return closed({
    count: { ...COUNT, description: "Conversations with at least one completed turn" },
    guessedTurns: { ...COUNT, description: "Turns whose cached tokens the service did not state" },
    rows: list(row),
  });
}

function toGroupSchema(): JsonObject {
  const figures = closed({ count: COUNT, mean: NUMBER_OR_NULL, p50: NUMBER_OR_NULL, p99: NUMBER_OR_NULL });
  return closed({
    by: { enum: ["label", "model"] },
    name: TEXT,
    requests: COUNT,
    succeeded: COUNT,
    failed: COUNT,
    requestsPerSecond: NUMBER_OR_NULL,
    goodputShare: NUMBER_OR_NULL,
    distributions: keyed(GROUP_DISTRIBUTION_IDS, figures),
  });
}

function toGoodputSchema(): JsonObject {
  const promise = closed({
    metric: { enum: GOODPUT_METRICS },
    limitMs: NUMBER,
    missed: { ...COUNT, description: "Succeeded requests beyond the limit" },
  });
  return closed({ requests: COUNT, failed: COUNT, good: COUNT, promises: list(promise) });
}

function toSpeedSchema(): JsonObject {
  return closed({
    promptTokens: COUNT,
    requests: COUNT,
    tokensPerSecond: NUMBER,
    gpuMemoryBytes: NUMBER_OR_NULL,
  });
}

function orNull(schema: JsonObject, description: string): JsonObject {
  return { anyOf: [{ type: "null" }, schema], description };
}
