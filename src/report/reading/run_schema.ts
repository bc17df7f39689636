import * as z from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { URL_SCOPES, URL_STRATEGIES } from "../../core/endpoints.ts";
import type { RunContext, RunEndpoints } from "../../metrics/run_result.ts";
import type { RunEnvironment } from "../files/run_environment.ts";
import { RUN_SCHEMA_ID, type RunJson } from "../files/run_json.ts";
import { DEFINITIONS, REPEAT } from "./metric_schemas.ts";
import { COUNT, ISO_TIME, list, NUMBER, shape, TEXT, TEXT_OR_NULL } from "./shape.ts";
import { STEP } from "./step_schema.ts";

const CONTEXT = shape<RunContext>({
  model: TEXT,
  dataset: TEXT,
  api: TEXT,
  url: TEXT.describe("The first of several"),
  endpoints: shape<RunEndpoints>({ urls: list(TEXT), strategy: z.enum(URL_STRATEGIES), scope: z.enum(URL_SCOPES) })
    .nullable().default(null).describe("All addresses where there are several, and how requests found theirs"),
  proxy: TEXT_OR_NULL.default(null).describe("Proxy that requests went through"),
  transport: TEXT_OR_NULL.default(null).describe("Whose clock stamped arrivals, what carried the requests, and why"),
  transportZh: TEXT_OR_NULL.optional().describe("The same in Chinese"),
  outputPath: TEXT,
  startedAt: ISO_TIME,
  seed: NUMBER,
  workloadHash: TEXT_OR_NULL.describe(
    "SHA-256 over the bodies that were made, in order: those sent, and those made ahead of the end",
  ),
  tokenizer: TEXT_OR_NULL.describe("By which missing token counts were filled"),
  isPartial: z.boolean(),
});

const ENVIRONMENT = shape<RunEnvironment>({
  os: TEXT,
  arch: TEXT,
  cores: COUNT,
  denoVersion: TEXT,
  v8Version: TEXT,
  streamgaugeVersion: TEXT,
});

/** The schema of `run.json`, from which its reader and its published JSON schema come. */
export const RUN: z.ZodType<RunJson> = shape<RunJson>({
  schemaVersion: z.string().regex(/^1\.\d+$/),
  context: CONTEXT,
  environment: ENVIRONMENT,
  metricDefinitions: DEFINITIONS,
  steps: list(STEP),
  repeats: list(REPEAT),
});

/** Defaults are for readers of older files; the rest of what is left out here says nothing to anybody. */
function shorten({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.default;
  delete jsonSchema.propertyNames;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** A reference that had a default beside it is wrapped for nothing. */
function unwrap(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || Object.keys(value).length > 1) return value;
  const all = value["allOf"];
  return Array.isArray(all) && all.length === 1 ? all[0] : value;
}

/** Makes the JSON schema (draft 7) of `run.json`; it allows no key that it does not name. */
export function makeRunSchema(): JsonObject {
  const { $schema, ...rest } = z.toJSONSchema(RUN, { target: "draft-7", io: "output", override: shorten });
  const described = {
    $schema,
    $id: RUN_SCHEMA_ID,
    title: "Result of a streamgauge run",
    description: "Numbers are unrounded, in the unit of their definition; null: undefined",
    ...rest,
  };
  return JSON.parse(JSON.stringify(described), (_key, value) => unwrap(value));
}
