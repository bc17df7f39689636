import { deepStrictEqual, ok } from "node:assert";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { carryVirtualRun } from "../../support/virtual_run.ts";

const PAGE = await Deno.readTextFile(new URL("../../../docs/files.md", import.meta.url));
const POINT = "parallel_<P>_number_<N>/";

/** The tree of the page: names of a run's folder, and of a point's. */
function readTree(): { readonly run: readonly string[]; readonly point: readonly string[] } {
  const [, tree = ""] = /```\n<outputs-dir>.*\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const run: string[] = [];
  const point: string[] = [];
  for (const line of tree.split("\n")) {
    const [, indent = "", names = ""] = /^( +)([^\s,]+(?:, [^\s,]+)*)(?: |$)/.exec(line) ?? [];
    if (indent.length === 2) run.push(...names.split(", "));
    if (indent.length === 4) point.push(names);
  }
  return { run, point };
}

/** What lies in a folder; folders end in `/`. */
function list(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name, isDirectory }) => isDirectory ? `${name}/` : name).toSorted();
}

/** Runs that between them leave all that the core of the program writes. */
const RUNS: readonly Parameters<typeof carryVirtualRun>[0][] = [
  {
    options: {
      ...{ name: "sweep", parallel: [1, 2], number: 6, repeat: 2, visualizer: ["tensorboard"] },
      ...{ enable_progress_tracker: true, host_metrics: true },
    },
  },
  { options: { name: "talk", multi_turn: true, dataset: "custom_multi_turn", parallel: 1, number: 1 } },
  { options: { name: "search", sla_auto_tune: true, sla_params: [{ avg_latency: "<=1" }], sla_upper_bound: 2 } },
];

Deno.test("each file that a run leaves stands in the tree of the page on files", async () => {
  const tree = readTree();
  ok(tree.run.includes("run.json") && tree.run.includes(POINT) && tree.point.includes("benchmark_data.db"), "the tree");
  const seen = new Set<string>();
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/talk.jsonl`, '[{"role": "user", "content": "hi"}]\n');
    for (const run of RUNS) {
      const path = run.options["multi_turn"] === true ? { dataset_path: `${folder}/talk.jsonl`, prompt: null } : {};
      await carryVirtualRun({ ...run, options: { ...run.options, ...path } }, folder);
      const own = list(`${folder}/${run.options["name"]}`);
      const isPoint = (name: string) => /^parallel_\d+_number_\d+.*\/$/.test(name);
      for (const name of own.filter((entry) => !isPoint(entry))) seen.add(name);
      for (const point of own.filter(isPoint)) {
        for (const file of list(`${folder}/${run.options["name"]}/${point}`)) seen.add(POINT + file);
      }
    }
  });
  const known = new Set([...tree.run, ...tree.point.map((name) => POINT + name)]);
  deepStrictEqual([...seen].filter((name) => !known.has(name)).toSorted(), []);
  // What none of these runs leaves, since it is another's or the run of another kind.
  const others = [POINT, "trackers/", "wandb/", "swanlog/", "clearml/", "speed_benchmark.json", "server_metrics.json"];
  const missing = [...known].filter((name) => !seen.has(name) && !others.includes(name.replace(POINT, "") || POINT));
  deepStrictEqual(missing.toSorted(), []);
});
