import { UsageError } from "../../core/errors.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeFolders } from "../operands.ts";
import { watchStopSignals } from "../terminal/stop_signals.ts";

const loadTable = async () => (await import("../../config/options/watch_options.ts")).WATCH_TABLE;

/** Follows a run from another terminal. */
export const WATCH_COMMAND: Command = {
  name: "watch",
  summary: "Serve a page that follows a run, or shows one that is over",
  usage: "streamgauge watch FOLDER [--port PORT]",
  description: [
    "Serves the page of a run on 127.0.0.1 and prints its address with the token that opens it: while the run goes on " +
    "the page follows it, at its end it becomes the report. The folder is that of the run, or holds runs, of which the " +
    "last is taken. Ctrl-C ends it; the run itself is only read.",
  ],
  examples: [
    "streamgauge watch outputs/20261122_173351/qwen2.5",
    "streamgauge watch outputs/ --port 8899",
  ],
  operands: [],
  takesFolders: true,
  loadOptions: async () => Object.values(await loadTable()),
  run: runWatch,
};

async function runWatch(argv: readonly string[], { terminal }: CommandContext): Promise<number> {
  const { parseTable } = await import("../../config/parsing/parse_options.ts");
  const parsed = parseTable(await loadTable(), argv, {});
  const [folder = "", ...others] = takeFolders(parsed, { least: 1 });
  if (others.length > 0) throw new UsageError(`Unexpected "${others[0]}": watch takes one folder`);
  const { port } = parsed.values;
  using stop = watchStopSignals(() => {});
  const { watchRun } = await import("../../app/live/watch_run.ts");
  await watchRun(folder, {
    port,
    signal: stop.admitting,
    onAddress: (address) => terminal.print(`Live page: ${address}`),
  });
  return EXIT_CODES.fine;
}
