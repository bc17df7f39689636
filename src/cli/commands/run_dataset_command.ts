import { fetchDataset } from "../../app/dataset/fetch_dataset.ts";
import { planDataset } from "../../app/dataset/plan_dataset.ts";
import { previewDataset } from "../../app/dataset/preview_dataset.ts";
import { renderPreview, toPreviewJson } from "../../app/dataset/preview_text.ts";
import { parseOptions } from "../../config/parsing/parse_options.ts";
import type { CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeOperand } from "../operands.ts";
import { createPerfListener, PLAIN_WIDTH } from "../perf_listener.ts";
import { watchStopSignals } from "../terminal/stop_signals.ts";
import { DATASET_COMMAND } from "./dataset_command.ts";
import { runListCommand } from "./run_list_command.ts";

const DEFAULT_COUNT = 3;

/** Shows, fetches or lists datasets. */
export async function runDatasetCommand(argv: readonly string[], context: CommandContext): Promise<number> {
  const [first, ...rest] = argv;
  const action = takeOperand(parseOptions([], first === undefined || first.startsWith("-") ? [] : [first], {}), {
    what: "action",
    allowed: DATASET_COMMAND.operands,
  });
  if (action === "list") return runListCommand(["datasets", ...rest], context);
  const { plan, count } = await planDataset(rest, context.env);
  const { terminal } = context;
  const listener = createPerfListener(terminal, { printSteps: false, debug: plan.output.debug });
  using stop = watchStopSignals(() => {});
  const request = { plan, listener, signal: stop.admitting };
  if (action === "preview") {
    const preview = await previewDataset({ ...request, count: count ?? DEFAULT_COUNT });
    terminal.endProgress();
    const json = plan.output.json ? JSON.stringify(toPreviewJson(preview), null, 2) : null;
    terminal.print(json ?? renderPreview(preview, terminal.stdout.width(PLAIN_WIDTH)));
    return EXIT_CODES.fine;
  }
  const outcomes = await fetchDataset({ ...request, count });
  terminal.endProgress();
  const { cacheDir } = plan.workload.hub;
  const lines = outcomes.map(({ name, sessions }) => `${name}: ${sessions} sessions can be read`);
  terminal.print(plan.output.json ? JSON.stringify(outcomes, null, 2) : [...lines, `Cache: ${cacheDir}`].join("\n"));
  return EXIT_CODES.fine;
}
