/**
 * Reads results back: `run.json`, and from it the results as the program has them in memory. Whoever compares, draws or
 * joins runs starts here.
 */
import type * as z from "zod";
import { DataError, type Problem, reasonOf } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import type { RepeatSummary } from "../../metrics/repeats.ts";
import type { RepeatedStep, RunResult, StepResult } from "../../metrics/run_result.ts";
import type { RepeatJson } from "../files/repeat_json.ts";
import { RUN_SCHEMA_VERSION, type RunJson, type RunJsonStep } from "../files/run_json.ts";
import { RUN } from "./run_schema.ts";

/** The name of the file that holds a whole run. */
export const RUN_NAME = "run.json";

/** Reads the `run.json` of a folder; `null`: there is none. Throws a `DataError` that says what is wrong with it. */
export async function readRunOf(folder: string): Promise<RunJson | null> {
  const path = `${folder}/${RUN_NAME}`;
  const text = await readIfThere(path);
  return text === null ? null : parseRun(text, path);
}

/** Reads the text of a `run.json`; `path` is what the errors call it. */
export function parseRun(text: string, path: string): RunJson {
  const value = parseJson(text, path);
  const version = isJsonObject(value) ? value["schemaVersion"] : undefined;
  if (typeof version !== "string") {
    throw new DataError(`Cannot read "${path}": it is not the result of a run`, {
      hint: "A result has a member schemaVersion",
    });
  }
  if (majorOf(version) !== majorOf(RUN_SCHEMA_VERSION)) {
    throw new DataError(`Cannot read "${path}": it has version ${version} of the format`, {
      hint: `This program reads version ${majorOf(RUN_SCHEMA_VERSION)}; take the streamgauge that wrote it`,
    });
  }
  const read = RUN.safeParse(value);
  if (read.success) return read.data;
  const [first, ...others] = read.error.issues.slice(0, MAX_PROBLEMS).map((issue) => toProblem(issue, path));
  throw new DataError(first?.message ?? `Cannot read "${path}"`, { others, cause: read.error });
}

const MAX_PROBLEMS = 5;

function toProblem({ path, message }: z.core.$ZodIssue, file: string): Problem {
  return { message: `Cannot read "${file}": ${path.map(String).join(".")}: ${message}` };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
}

function majorOf(version: string): string {
  return version.split(".")[0] ?? version;
}

/** Turns a file's run back into the results from which it was made. */
export function toRunResult({ context, steps, repeats }: RunJson): RunResult {
  return { context, steps: steps.map(toStepResult), repeats: repeats.map(toRepeatedStep) };
}

/** Turns a file's step back into the result from which it was made; its timeline stands in a file of its own. */
export function toStepResult(step: RunJsonStep): StepResult {
  const { ratePerSecond, workload, ...rest } = step;
  const { scalars, distributions, failures, finishReasons, promptOrigins, completionOrigins, ...afterCounts } = rest;
  const { tokenGapOrigins, replyNotes, traces, groups, goodput, speed, peers, pauses, ...rows } = afterCounts;
  const { series, stages, steady, ...facts } = rows;
  const origins = { promptOrigins, completionOrigins, tokenGapOrigins };
  const counts = { scalars, distributions, failures, finishReasons, ...origins, replyNotes };
  const parts = { traces, groups, goodput, speed, peers, pauses, series, stages, steady };
  const throughput = workload === null ? null : { ...workload, timeline: [] };
  return { ...facts, rate: ratePerSecond, metrics: { ...counts, ...parts, workload: throughput } };
}

function toRepeatedStep({ name, parallel, ratePerSecond, confidence: _, ...figures }: RepeatJson): RepeatedStep {
  const { repeats, method } = figures;
  const scalars = mapValues(figures.scalars, ({ unit: _unit, ...statistic }) => statistic);
  const distributions = mapValues(figures.distributions, ({ unit: _unit, ...statistics }) => statistics);
  return {
    name,
    parallel,
    rate: ratePerSecond,
    summary: { repeats, method, scalars, distributions } satisfies RepeatSummary,
  };
}

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  map: (value: From) => To,
): Record<Key, To> {
  const entries = Object.entries<From>(record).map(([key, value]) => [key, map(value)] as const);
  return Object.fromEntries(entries) as Record<Key, To>;
}
