import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { DataError } from "../../../src/core/errors.ts";
import { isJsonObject } from "../../../src/core/json.ts";
import type { RunResult } from "../../../src/metrics/run_result.ts";
import { readRunEnvironment } from "../../../src/report/files/run_environment.ts";
import { toRunJson } from "../../../src/report/files/run_json.ts";
import { parseRun, readRunOf } from "../../../src/report/reading/run_reader.ts";
import { makeFullStep, makeRepeatedStep } from "../../support/sample_parts.ts";
import { makeEmptyStep, makeFailingStep, makeRun, makeStep } from "../../support/sample_results.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { toRunResult } from "../../support/read_back.ts";

const FULL: RunResult = {
  ...makeRun([makeStep(), makeFailingStep(), makeEmptyStep(), makeFullStep()]),
  repeats: [makeRepeatedStep()],
};

function write(run: RunResult): string {
  return JSON.stringify(toRunJson(run, readRunEnvironment()));
}

/** Writes a run, changed as an older, newer or broken program would have it. */
function writeChanged(change: (json: Record<string, unknown>, step: Record<string, unknown>) => void): string {
  const json: unknown = JSON.parse(write(makeRun([makeStep()])));
  ok(isJsonObject(json) && Array.isArray(json["steps"]) && isJsonObject(json["steps"][0]));
  change(json as Record<string, unknown>, json["steps"][0] as Record<string, unknown>);
  return JSON.stringify(json);
}

function withoutTimelines(run: RunResult): RunResult {
  const steps = run.steps.map((step) => {
    const { workload } = step.metrics;
    return { ...step, metrics: { ...step.metrics, workload: workload && { ...workload, timeline: [] } } };
  });
  return { ...run, steps };
}

Deno.test("a run that was written is read back as it was, but for the timelines", () => {
  deepStrictEqual(toRunResult(parseRun(write(FULL), "run.json")), JSON.parse(JSON.stringify(withoutTimelines(FULL))));
});

Deno.test("the file of an older program, which knew less, can be read", () => {
  const run = parseRun(
    writeChanged((json, step) => {
      json["schemaVersion"] = "1.0";
      for (const key of ["sessions", "workloadHash", "loadShape"]) delete step[key];
      for (const part of ["scalars", "distributions"]) step[part] = {};
      json["metricDefinitions"] = {};
    }),
    "run.json",
  );
  strictEqual(run.steps[0]?.workloadHash, null);
  strictEqual(run.steps[0]?.scalars.request_throughput, null);
  strictEqual(run.steps[0]?.distributions.ttft.count, 0);
  strictEqual(run.steps[0]?.distributions.ttft.percentiles[99], null);
  strictEqual(run.metricDefinitions.ttft.unit, "ms");
});

Deno.test("the file of a newer program of the same major version can be read; what is unknown is left out", () => {
  const run = parseRun(
    writeChanged((json, step) => {
      json["schemaVersion"] = "1.999";
      json["novelty"] = true;
      step["novelty"] = { deep: 1 };
    }),
    "run.json",
  );
  ok(!("novelty" in run) && !("novelty" in (run.steps[0] ?? {})));
});

Deno.test("a file of another major version, of something else, or with wrong members is refused with its place", () => {
  const refuse = (text: string, message: RegExp): void =>
    throws(() => parseRun(text, "a/run.json"), (error: unknown) => {
      ok(error instanceof DataError);
      ok(message.test(error.message), error.message);
      return true;
    });
  refuse(writeChanged((json) => json["schemaVersion"] = "2.0"), /a\/run\.json": it has version 2\.0 of the format/);
  refuse("[]", /it is not the result of a run/);
  refuse("{", /Cannot read "a\/run\.json"/);
  refuse(writeChanged((_json, step) => step["ending"] = "somehow"), /steps\.0\.ending/);
  refuse(
    writeChanged((_json, step) => step["scalars"] = { total_requests: "ten" }),
    /steps\.0\.scalars\.total_requests/,
  );
});

Deno.test("a folder without run.json gives none; one that cannot be read is an error", async () => {
  await withTemporaryFolder(async (folder) => {
    strictEqual(await readRunOf(folder), null);
    await Deno.mkdir(`${folder}/run.json`);
    await rejects(readRunOf(folder), DataError);
  });
});
