import type { Command, CommandContext } from "../command.ts";
import { compareOn } from "../compare_on.ts";
import { takeFolders } from "../operands.ts";

const loadTable = async () => (await import("../../config/options/compare_options.ts")).COMPARE_TABLE;

/** Holds runs against one another. */
export const COMPARE_COMMAND: Command = {
  name: "compare",
  summary: "Compare runs, and fail where a change is beyond a limit and beyond noise",
  usage: "streamgauge compare BASE NEW [MORE...] [--fail-on RULE...]",
  description: [
    "Compares runs with the first one, load by load: each figure with its change and the 95 % interval of it, over " +
    "repeats where both have them, else over the requests. What is within noise is said to be.",
    "--fail-on ends with exit code 1 where a change is beyond its limit and its interval does not hold 0. The folders " +
    "may be those of evalscope perf.",
  ],
  examples: [
    "streamgauge compare monday/ tuesday/",
    "streamgauge compare base/ new/ --fail-on 'p99_ttft>+5%' 'rps<-3%'",
    "streamgauge compare base/ new/ --fail-on 'rps<-3%' --export junit=a.xml github",
  ],
  operands: [],
  takesFolders: true,
  loadOptions: async () => Object.values(await loadTable()),
  run: runCompare,
};

async function runCompare(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const { parseTable } = await import("../../config/parsing/parse_options.ts");
  const parsed = parseTable(await loadTable(), argv, {});
  const folders = takeFolders(parsed, { least: 2 });
  const { fail_on: failOn, export: exports, json } = parsed.values;
  return await compareOn(terminal, { folders, failOn, exports, json, env, isPrinted: true });
}
