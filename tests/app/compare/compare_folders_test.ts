import { inEnglish } from "../../../src/core/words.ts";
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { compareFolders, type ComparisonOutcome } from "../../../src/app/compare/compare_folders.ts";
import { DataError } from "../../../src/core/errors.ts";
import type { ComparisonWish } from "../../../src/app/compare/compare_folders.ts";
import { type MadePoint, writeMadeRun } from "../../support/stored_run.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const EVALSCOPE = fileURLToPath(new URL("../../fixtures/evalscope_runs/closed_loop_sweep", import.meta.url));
const POINT: MadePoint = { name: "parallel_4_number_600", slots: 4, requests: 600, ttftMs: 100, seed: 1 };

interface Pair {
  readonly folder: string;
  compare(wish?: Partial<ComparisonWish>): Promise<ComparisonOutcome>;
}

async function withPair(base: MadePoint[], next: MadePoint[], test: (pair: Pair) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const folders = [`${folder}/base`, `${folder}/new`];
    await writeMadeRun(`${folder}/base`, base);
    await writeMadeRun(`${folder}/new`, next);
    await test({
      folder,
      compare: (wish = {}) => compareFolders(folders, { failOn: [], exports: [], env: {}, ...wish }),
    });
  });
}

Deno.test("a change beyond its limit and beyond noise breaks a rule, and the reason is the headline", async () => {
  await withPair([POINT], [{ ...POINT, ttftMs: 112, seed: 2 }], async ({ compare }) => {
    const { comparison, headline } = await compare({ failOn: ["p50_ttft>+5%", "rps<-3%", "p99_tpot>+50%"] });
    const [run] = comparison.runs;
    deepStrictEqual(run?.gates.map(({ rule, status }) => `${rule} ${status}`), [
      "p50_ttft>+5% broken",
      "rps<-3% broken",
      "p99_tpot>+50% kept",
    ]);
    match(headline ?? "", /^p50_ttft>\+5% is broken: parallel_4_number_600: p50 TTFT went from .* \(and 1 more\)$/);
    const verdicts = new Map(run?.points[0]?.changes.map(({ label, verdict }) => [label.en, verdict]));
    deepStrictEqual([verdicts.get("p50 TTFT"), verdicts.get("Request throughput")], ["worse", "worse"]);
  });
});

Deno.test("equal runs break nothing, and what is within noise is said to be", async () => {
  await withPair([POINT], [{ ...POINT, seed: 2 }], async ({ compare }) => {
    const { comparison, headline, render } = await compare({ failOn: ["p50_ttft>+0.01%"] });
    strictEqual(headline, null);
    ok(["noise", "kept"].includes(comparison.runs[0]?.gates[0]?.status ?? ""));
    match(render({ width: 100, color: false }), /within noise/);
    match(render({ width: 100, color: false }), /Intervals: .*bootstrap over blocks of 30 requests/);
  });
});

Deno.test("repeats are compared over repeats, and loads by their slots where the number differs", async () => {
  const repeats = (seed: number, ttftMs: number) =>
    [1, 2, 3].map((run) => ({ ...POINT, name: `${POINT.name}_run_${run}`, requests: 60, ttftMs, seed: seed + run }));
  await withPair(repeats(0, 100), repeats(10, 130), async ({ compare }) => {
    const { comparison } = await compare();
    const ttft = comparison.runs[0]?.points[0]?.changes.find(({ label }) => label.en === "p50 TTFT");
    strictEqual(ttft?.method.en, "Welch's t over 3 and 3 repeats");
    strictEqual(ttft?.verdict, "worse");
  });
  await withPair([POINT], [{ ...POINT, name: "parallel_4_number_50", requests: 50 }], async ({ compare }) => {
    strictEqual((await compare()).comparison.runs[0]?.points[0]?.name, POINT.name);
  });
});

Deno.test("what makes runs hard to compare is said", async () => {
  const step = (over: Partial<MadePoint["over"]>): MadePoint => ({
    ...POINT,
    over: over as MadePoint["over"] & object,
  });
  const other = step({ args: { model: "m", dataset: "other", max_tokens: 8 } });
  await withPair([step({ args: { model: "m", dataset: "one", max_tokens: 8 } })], [other], async ({ compare }) => {
    const { comparison } = await compare();
    strictEqual(comparison.runs[0]?.warnings[0]?.en, 'These are different workloads: dataset "one" and "other"');
  });
  await withPair([POINT, { ...POINT, name: "parallel_8_number_600", slots: 8 }], [POINT], async ({ compare }) => {
    deepStrictEqual((await compare()).comparison.runs[0]?.warnings.map(({ en }) => en), [
      "Only the base has parallel_8_number_600",
    ]);
  });
  await withPair([POINT], [{ ...POINT, name: "parallel_9_number_9", slots: 9 }], async ({ compare }) => {
    await rejects(compare(), (error) => error instanceof DataError && /no load in common/.test(error.message));
  });
});

Deno.test("a comparison is written as Markdown, JSON, JUnit and for GitHub", async () => {
  await withPair([POINT], [{ ...POINT, ttftMs: 112, seed: 2 }], async ({ folder, compare }) => {
    const exports = [`markdown=${folder}/a.md`, `json=${folder}/a=b.json`, `junit=${folder}/a.xml`, "github"];
    const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md` };
    await Deno.writeTextFile(env.GITHUB_STEP_SUMMARY, "before\n");
    const { annotations, comparison } = await compare({ failOn: ["p50_ttft>+5%", "success_rate<-1%"], exports, env });
    deepStrictEqual(JSON.parse(await Deno.readTextFile(`${folder}/a=b.json`)), inEnglish(comparison));

    const markdown = await Deno.readTextFile(`${folder}/a.md`);
    match(markdown, /^## new against base\n\n\| Rule \|/);
    match(markdown, /\| p50 TTFT \(ms\) \| 100\.\d+ \|/);
    strictEqual(await Deno.readTextFile(env.GITHUB_STEP_SUMMARY), `before\n${markdown}`);
    const junit = await Deno.readTextFile(`${folder}/a.xml`);
    match(junit, /<testsuite name="new against base" tests="2" failures="1"/);
    match(junit, /<testcase classname="parallel_4_number_600" name="p50_ttft&gt;\+5%"><failure message="/);
    strictEqual(annotations.length, 1);
    match(annotations[0] ?? "", /^::error title=p50_ttft>\+5%25::parallel_4_number_600: p50 TTFT went from/);
  });
});

Deno.test("runs of evalscope perf can be compared, also with ours, with a warning", async () => {
  const { comparison } = await compareFolders([EVALSCOPE, EVALSCOPE], { failOn: [], exports: [], env: {} });
  strictEqual(comparison.runs[0]?.points.length, 2);
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(folder, [{ ...POINT, name: "parallel_2_number_10", slots: 2, requests: 10 }]);
    const mixed = await compareFolders([EVALSCOPE, folder], { failOn: [], exports: [], env: {} });
    ok(mixed.comparison.runs[0]?.warnings.some(({ en }) => en.startsWith("Different programs measured")));
  });
});
