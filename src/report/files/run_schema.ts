import { FAILURE_KINDS } from "../../core/failure.ts";
import type { JsonObject } from "../../core/json.ts";
import { DISTRIBUTION_IDS, SCALAR_IDS } from "../../metrics/catalog.ts";
import { PERCENTILES } from "../../metrics/step_metrics.ts";
import { toPartDefinitions, toPartSchemas, toRepeatSchema, toValiditySchema } from "./part_schemas.ts";
import { RUN_SCHEMA_ID, RUN_SCHEMA_VERSION } from "./run_json.ts";
import {
  closed,
  COUNT,
  COUNTS,
  ISO_TIME,
  keyed,
  list,
  NUMBER,
  NUMBER_OR_NULL,
  TEXT,
  TEXT_OR_NULL,
} from "./schema_shapes.ts";

/** Makes the JSON schema (draft 7) of `run.json`; it allows no key that it does not name. */
export function makeRunSchema(): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: RUN_SCHEMA_ID,
    title: "Result of a streamgauge run",
    description: "Numbers are unrounded, in the unit of their definition; null: undefined",
    definitions: {
      definition: toDefinitionSchema(),
      distribution: toDistributionSchema(),
      ...toPartDefinitions(),
    },
    ...closed({
      schemaVersion: { const: RUN_SCHEMA_VERSION },
      context: toContextSchema(),
      environment: toEnvironmentSchema(),
      metricDefinitions: keyed([...DISTRIBUTION_IDS, ...SCALAR_IDS], { $ref: "#/definitions/definition" }),
      steps: list(toStepSchema()),
      repeats: list(toRepeatSchema()),
    }),
  };
}

function toContextSchema(): JsonObject {
  return closed({
    model: TEXT,
    dataset: TEXT,
    api: TEXT,
    url: TEXT,
    outputPath: TEXT,
    startedAt: ISO_TIME,
    seed: NUMBER,
    workloadHash: { ...TEXT_OR_NULL, description: "SHA-256 over what was sent, in order" },
    tokenizer: { ...TEXT_OR_NULL, description: "By which missing token counts were filled" },
    isPartial: { type: "boolean" },
  });
}

function toEnvironmentSchema(): JsonObject {
  return closed({
    os: TEXT,
    arch: TEXT,
    cores: COUNT,
    denoVersion: TEXT,
    v8Version: TEXT,
    streamgaugeVersion: TEXT,
  });
}

function toDefinitionSchema(): JsonObject {
  const required = {
    label: TEXT,
    unit: TEXT,
    formula: TEXT,
    direction: { enum: ["lower", "higher", "neutral"] },
    decimals: COUNT,
  };
  return closed(required, { evalscopeKey: TEXT, evalscopeMeanKey: TEXT });
}

function toStepSchema(): JsonObject {
  return closed({
    name: TEXT,
    folder: TEXT,
    startedAt: ISO_TIME,
    ending: { enum: ["complete", "deadline", "interrupted", "cut_off", "too_many_errors"] },
    parallel: { type: ["integer", "null"], minimum: 1, description: "Slots; null: no limit" },
    ratePerSecond: { ...NUMBER_OR_NULL, description: "Asked; null: as fast as slots allow" },
    number: { type: ["integer", "null"], minimum: 0, description: "Requests or conversations asked for" },
    args: { type: "object", description: "As in benchmark_args.json, secrets masked" },
    scalars: keyed(SCALAR_IDS, NUMBER_OR_NULL),
    distributions: keyed(DISTRIBUTION_IDS, { $ref: "#/definitions/distribution" }),
    failures: list(toFailureSchema()),
    finishReasons: COUNTS,
    promptOrigins: COUNTS,
    completionOrigins: COUNTS,
    workload: { anyOf: [{ type: "null" }, toWorkloadSchema()] },
    ...toPartSchemas(),
    health: toHealthSchema(),
    validity: toValiditySchema(),
    warnings: list(TEXT),
  });
}

function toDistributionSchema(): JsonObject {
  return closed({
    count: { ...COUNT, description: "Samples" },
    mean: NUMBER_OR_NULL,
    standardDeviation: { ...NUMBER_OR_NULL, description: "Of the sample (n - 1)" },
    min: NUMBER_OR_NULL,
    max: NUMBER_OR_NULL,
    percentiles: keyed(PERCENTILES.map(String), NUMBER_OR_NULL),
    isExact: { type: "boolean", description: "Percentiles from all samples (true) or from a histogram (false)" },
  });
}

function toFailureSchema(): JsonObject {
  return closed({
    kind: { enum: FAILURE_KINDS },
    status: { type: ["integer", "null"] },
    code: TEXT_OR_NULL,
    count: COUNT,
    examples: list(TEXT),
  });
}

function toWorkloadSchema(): JsonObject {
  const row = closed({ metric: TEXT, overall: NUMBER, lastWindow: NUMBER, steadyState: NUMBER });
  return closed({
    sampleCount: COUNT,
    wallSeconds: NUMBER,
    lastWindowSeconds: NUMBER,
    warmupShare: NUMBER,
    rows: list(row),
    startedAtMs: { ...NUMBER, description: "First sending, on the run's clock" },
  });
}

function toHealthSchema(): JsonObject {
  return closed({
    loopLagP50Ms: NUMBER_OR_NULL,
    loopLagP99Ms: NUMBER_OR_NULL,
    loopLagMaxMs: NUMBER_OR_NULL,
    sendLagP50Ms: NUMBER_OR_NULL,
    sendLagP99Ms: NUMBER_OR_NULL,
    sendLagMaxMs: NUMBER_OR_NULL,
    lateSends: COUNT,
    cpuSeconds: NUMBER,
    cpuCores: NUMBER,
    peakRssBytes: NUMBER,
    connectionRetries: COUNT,
    coalescedReadShare: NUMBER_OR_NULL,
  });
}
