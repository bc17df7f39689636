/** Reads `run.json` back and checks it. Whoever compares, draws or joins runs starts here. */
import type * as z from "zod";
import { DataError, type Problem, reasonOf } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import { RUN_NAME } from "../../core/run_name.ts";
import { RUN_SCHEMA_VERSION, type RunJson } from "../files/run_json.ts";
import { RUN } from "./run_schema.ts";

const DAMAGED =
  `It was changed or written in part: without ${RUN_NAME} the figures are computed from the databases beside it`;

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
  throw new DataError(first?.message ?? `Cannot read "${path}"`, { others, cause: read.error, hint: DAMAGED });
}

const MAX_PROBLEMS = 5;

function toProblem({ path, message }: z.core.$ZodIssue, file: string): Problem {
  return { message: `Cannot read "${file}": ${path.map(String).join(".")}: ${message}` };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause, hint: DAMAGED });
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
