import { ok } from "node:assert";
import { PERF_OPTIONS } from "../../src/config/options/perf_options.ts";
import { planPerf } from "../../src/config/resolve_run_plan.ts";
import { DataError, UsageError } from "../../src/core/errors.ts";
import type { JsonValue } from "../../src/core/json.ts";
import { createRandom } from "../../src/core/random.ts";
import { toRunJson } from "../../src/report/files/run_json.ts";
import { parseRun } from "../../src/report/reading/run_reader.ts";
import { makeRun, makeStep } from "../support/sample_results.ts";
import { mutateJson, pick } from "./mutations.ts";
import { toRunResult } from "../support/read_back.ts";

const JUNK = [
  "",
  "0",
  "-1",
  "1e999",
  "NaN",
  "x",
  "{",
  "[1,",
  "@/no/such/file",
  "::::",
  "\u0000",
  "1s",
  "a=b",
  "../..",
  "-",
] as const;

/** Makes plans of junk: each is a plan or a mistake of the user's, told as one. */
export async function fuzzCommandLines(count: number, seed: number): Promise<void> {
  const random = createRandom(seed);
  for (let round = 0; round < count; round++) {
    const argv = ["--model", "m", "--prompt", "hi"];
    for (let options = random.integer(1, 4); options > 0; options--) {
      argv.push(`--${pick(random, PERF_OPTIONS).key.replaceAll("_", "-")}`, pick(random, JUNK));
    }
    await expectUsersMistake(
      () => planPerf({ argv, env: {} }),
      `seed ${seed}, round ${round}: ${JSON.stringify(argv)}`,
    );
  }
}

/** Reads damaged results: each is a result or is refused. */
export async function fuzzResults(count: number, seed: number): Promise<void> {
  const random = createRandom(seed);
  const environment = { os: "x", arch: "x", cores: 1, denoVersion: "2", v8Version: "1", streamgaugeVersion: "0" };
  const whole: JsonValue = JSON.parse(JSON.stringify(toRunJson(makeRun([makeStep()]), environment)));
  for (let round = 0; round < count; round++) {
    const text = JSON.stringify(mutateJson(whole, random));
    const cut = random.next() < 0.2 ? text.slice(0, random.integer(0, text.length)) : text;
    await expectUsersMistake(() => toRunResult(parseRun(cut, "run.json")), `seed ${seed}, round ${round}`);
  }
}

async function expectUsersMistake(work: () => unknown, place: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    ok(error instanceof UsageError || error instanceof DataError, `${place}: ${error}`);
  }
}
