import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { takeFolders } from "../operands.ts";

const loadTable = async () => (await import("../../config/options/sync_options.ts")).SYNC_TABLE;

/** Sends what experiment trackers could not be told while the load ran. */
export const SYNC_COMMAND: Command = {
  name: "sync",
  summary: "Send experiment trackers what they could not be told while the load ran",
  usage: "streamgauge sync FOLDER... [options]",
  description: [
    "Where a tracker of --visualizer could not be reached, all that it was to be told stays in the folder of the run. " +
    "sync sends it: only what is missing, so that it can be repeated. Addresses and keys come from where perf takes " +
    "them; keys are never kept in the folder.",
    "The exit code is 3 where something still waits.",
  ],
  examples: ["streamgauge sync outputs/20261122_173351/qwen2.5"],
  operands: [],
  takesFolders: true,
  loadOptions: async () => Object.values(await loadTable()),
  run: runSync,
};

async function runSync(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const { parseTable } = await import("../../config/parsing/parse_options.ts");
  const parsed = parseTable(await loadTable(), argv, env);
  const folders = takeFolders(parsed, { least: 1 });
  const values = parsed.values;
  const { syncFolder } = await import("../../app/results/sync_folder.ts");
  let isWhole = true;
  for (const folder of folders) {
    const { lines, left } = await syncFolder(folder, { env, values, say: (line) => terminal.log(line) });
    for (const line of lines) terminal.print(line);
    isWhole &&= left === 0;
  }
  return isWhole ? EXIT_CODES.fine : EXIT_CODES.data;
}
