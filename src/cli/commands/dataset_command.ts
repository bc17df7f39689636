import type { RunPlan } from "../../config/run_plan.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeAction } from "../operands.ts";
import { watchStopSignals } from "../terminal/stop_signals.ts";
import { runList } from "./list_command.ts";

const ACTIONS = ["preview", "fetch", "list"] as const;
const DEFAULT_COUNT = 3;

/** Shows datasets, and fetches them ahead of a run. */
export const DATASET_COMMAND: Command = {
  name: "dataset",
  summary: "Look into a dataset, fetch it ahead of a run, or list all of them",
  usage: "streamgauge dataset preview|fetch|list [options of perf]",
  description: [
    "preview shows the first sessions (-n, 3 by default) as a run would send them, images as their sizes, and how long " +
    "the first 200 are in tokens. fetch downloads a dataset, and the tokenizer, into the cache, for runs without a " +
    "network; with -n only as much as so many sessions need. list names all datasets.",
    "All options of perf are taken; those that are about the service and the load have no effect here. With --json " +
    "the result is JSON.",
  ],
  examples: [
    "streamgauge dataset preview --dataset random --max-prompt-length 100 -n 3",
    'streamgauge dataset preview --dataset file:prompts.csv \\\n  --dataset-args \'{"column": "question"}\'',
    'streamgauge dataset fetch --dataset hf:owner/name \\\n  --dataset-args \'{"split": "test"}\'',
    "streamgauge dataset list",
  ],
  operands: ACTIONS,
  loadOptions: () => Promise.resolve([]),
  loadFurtherOptions: async () => (await import("../../config/options/perf_options.ts")).PERF_OPTIONS,
  run: runDataset,
};

/** Shows, fetches or lists datasets. */
async function runDataset(argv: readonly string[], context: CommandContext): Promise<number> {
  const [, ...rest] = argv;
  const action = takeAction(argv, ACTIONS);
  if (action === "list") return await runList(["datasets", ...rest], context);
  const { planDataset } = await import("../../app/dataset/plan_dataset.ts");
  const { plan, count } = await planDataset(rest, context.env);
  const text = action === "preview"
    ? await preview(plan, count ?? DEFAULT_COUNT, context)
    : await fetchAll(plan, count, context);
  context.terminal.endProgress();
  context.terminal.print(text);
  return EXIT_CODES.fine;
}

async function preview(plan: RunPlan, count: number, { terminal }: CommandContext): Promise<string> {
  const { previewDataset } = await import("../../app/dataset/preview_dataset.ts");
  const { renderPreview, toPreviewJson } = await import("../../app/dataset/preview_text.ts");
  const { createPerfListener, PLAIN_WIDTH } = await import("../perf_listener.ts");
  const listener = createPerfListener(terminal, {
    steps: "none",
    isQuiet: plan.output.isQuiet,
    debug: plan.output.debug,
  });
  using stop = watchStopSignals(() => {});
  const found = await previewDataset({ plan, count, listener, signal: stop.admitting });
  if (plan.output.json) return JSON.stringify(toPreviewJson(found), null, 2);
  return renderPreview(found, terminal.stdout.width(PLAIN_WIDTH));
}

async function fetchAll(plan: RunPlan, count: number | null, { terminal }: CommandContext): Promise<string> {
  const { fetchDataset } = await import("../../app/dataset/fetch_dataset.ts");
  const { createPerfListener } = await import("../perf_listener.ts");
  const listener = createPerfListener(terminal, {
    steps: "none",
    isQuiet: plan.output.isQuiet,
    debug: plan.output.debug,
  });
  using stop = watchStopSignals(() => {});
  const outcomes = await fetchDataset({ plan, count, listener, signal: stop.admitting });
  const lines = outcomes.map(({ name, sessions }) => `${name}: ${sessions} sessions can be read`);
  return plan.output.json
    ? JSON.stringify(outcomes, null, 2)
    : [...lines, `Cache: ${plan.workload.hub.cacheDir}`].join("\n");
}
