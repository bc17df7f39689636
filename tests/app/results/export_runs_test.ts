import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { exportRuns } from "../../../src/app/results/export_runs.ts";
import { readRuns } from "../../../src/app/results/make_report.ts";
import { toCsvLine } from "../../../src/report/exports/csv.ts";
import { toReportMarkdown } from "../../../src/report/exports/report_markdown.ts";
import type { StageMetrics } from "../../../src/metrics/step_metrics.ts";
import { samplePoint } from "../../support/sample_points.ts";
import { sampleReport } from "../../support/sample_report.ts";
import { makeFailingStep } from "../../support/sample_results.ts";
import { type MadePoint, writeMadeRun } from "../../support/stored_run.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const POINT: MadePoint = { name: "parallel_4_number_20", slots: 4, requests: 20, ttftMs: 100, seed: 1 };
const SECOND: MadePoint = { ...POINT, name: "parallel_2_number_10", slots: 2, requests: 10 };

Deno.test("requests are the same as CSV, JSON Lines and Parquet, points as CSV", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(folder, [SECOND, POINT]);
    const runs = await readRuns([folder], { withDetails: false });
    const paths = await exportRuns(runs, ["csv", "jsonl", "parquet"], { folder, env: {} });
    deepStrictEqual(paths.map((path) => path.slice(folder.length + 1)), [
      "points.csv",
      "requests.csv",
      "requests.jsonl",
      "requests.parquet",
    ]);
    const csv: Record<string, string>[] = parse(await Deno.readTextFile(`${folder}/requests.csv`), { columns: true });
    const lines = (await Deno.readTextFile(`${folder}/requests.jsonl`)).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    const file = (await Deno.readFile(`${folder}/requests.parquet`)).buffer;
    const parquet = await parquetReadObjects({ file });
    deepStrictEqual([csv.length, lines.length, parquet.length], [30, 30, 30]);
    for (const [index, row] of csv.entries()) {
      strictEqual(row["point"], lines[index].point);
      strictEqual(Number(row["ttft_ms"]).toFixed(6), (lines[index].first_chunk_latency * 1000).toFixed(6));
      strictEqual(row["latency_ms"], String(Number(Number(parquet[index]?.["latency_ms"]).toFixed(6))));
      strictEqual(parquet[index]?.["failure"], null);
    }
    const points: Record<string, string>[] = parse(await Deno.readTextFile(`${folder}/points.csv`), { columns: true });
    deepStrictEqual(points.map((point) => [point["point"], point["success_requests (requests)"]]), [
      ["parallel_2_number_10", "10"],
      ["parallel_4_number_20", "20"],
    ]);
  });
});

Deno.test("Markdown, JUnit and the summary of a GitHub job tell failures, and hold no markup from outside", async () => {
  await withTemporaryFolder(async (folder) => {
    const { failures, scalars } = makeFailingStep().metrics;
    const evil = { ...failures[0], kind: "http_status", examples: ["<script>|x|\x1b[31m & more"] } as const;
    const metrics = {
      ...makeFailingStep().metrics,
      scalars,
      failures: [{ status: 500, code: null, count: 3, ...evil }],
    };
    await writeMadeRun(folder, [{ ...POINT, over: { metrics } }]);
    const runs = await readRuns([folder], { withDetails: false });
    const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md` };
    await exportRuns(runs, ["md", "junit", "github"], { folder, env });
    const markdown = await Deno.readTextFile(`${folder}/report.md`);
    match(markdown, /\\<script\\>\\\|x\\\|\\\\x1b\\\[31m & more/);
    strictEqual(await Deno.readTextFile(env.GITHUB_STEP_SUMMARY), markdown);
    const junit = await Deno.readTextFile(`${folder}/junit.xml`);
    match(junit, /tests="1" failures="1"/);
    match(junit, /&lt;script&gt;\|x\|\\x1b\[31m &amp; more/);
    deepStrictEqual(await exportRuns(runs, ["github"], { folder, env: {} }), []);
  });
});

Deno.test("Markdown has the stages of a load and what to do next, slices of time it has not", () => {
  const counts = { requests: 9, succeeded: 9, failed: 0, requestsPerSecond: 3, outputTokensPerSecond: 90 };
  const stage = { fromSeconds: 3, untilSeconds: 6, ...counts, goodputShare: null, distributions: {} };
  const page = (load: StageMetrics["load"]) =>
    toReportMarkdown([
      sampleReport({ points: [samplePoint({ parallel: 8, failed: 90, changes: { stages: [{ ...stage, load }] } })] }),
    ]);
  const loaded = page({ variable: "rate", from: 5, to: 20 });
  match(loaded, /by stage:\n\n\| Time s \| Asked req\/s \|.*\n.*\n\| 3–6 \| 5 → 20 \| 9 \| 100% \|/);
  match(loaded, /\n- Latencies count only .* \(.* requests failed .*; failures\)/);
  ok(!page(null).includes("by stage"));
});

Deno.test("texts in CSV are quoted, and none is a formula for a spreadsheet", () => {
  strictEqual(toCsvLine(["a,b", 'say "x"', null, 1.5, "=cmd()", "-1"]), `"a,b","say ""x""",,1.5,'=cmd(),'-1\r\n`);
  ok(toCsvLine(["two\nlines"]).startsWith('"two\nlines"'));
});
