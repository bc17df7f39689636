import { UsageError } from "../../core/errors.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeFolders } from "../operands.ts";
import { PLAIN_WIDTH } from "../perf_listener.ts";

const loadTable = async () => (await import("../../config/options/show_options.ts")).SHOW_TABLE;

/** Looks into the results of a run. */
export const SHOW_COMMAND: Command = {
  name: "show",
  summary: "Show the results of a run, or all that is kept of one request",
  usage: "streamgauge show RUN [--request N [--point NAME]]",
  description: [
    "Shows a run from its folder, also of one that was killed and of one that evalscope perf wrote. --request shows one " +
    "request as JSON: body, reply, times of each event, failure.",
  ],
  examples: [
    "streamgauge show outputs/20261122_173351/qwen2.5",
    "streamgauge show outputs/20261122_173351/qwen2.5 --request 17 \\\n  --point parallel_4_number_20",
  ],
  operands: [],
  takesFolders: true,
  loadOptions: async () => Object.values(await loadTable()),
  run: runShow,
};

async function runShow(argv: readonly string[], { terminal }: CommandContext): Promise<number> {
  const { parseTable } = await import("../../config/parsing/parse_options.ts");
  const parsed = parseTable(await loadTable(), argv, {});
  const [folder = "", ...others] = takeFolders(parsed, { least: 1 });
  if (others.length > 0) throw new UsageError(`Unexpected "${others[0]}": show takes the folder of one run`);
  const { request, point, json } = parsed.values;
  const { showRequest, showRun } = await import("../../app/results/show_run.ts");
  if (request !== null) {
    const { formatJson } = await import("../../report/text/json_text.ts");
    terminal.print(formatJson(await showRequest(folder, { request, point })));
    return EXIT_CODES.fine;
  }
  const { model, render } = await showRun(folder);
  const { stdout } = terminal;
  if (json) terminal.print(JSON.stringify(model, null, 2));
  else terminal.printPage(render({ width: stdout.width(PLAIN_WIDTH), color: stdout.hasColor }));
  return EXIT_CODES.fine;
}
