import type { CalibrateValues } from "../../config/options/calibrate_options.ts";
import { throwProblems } from "../../core/errors.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { PLAIN_WIDTH } from "../perf_listener.ts";
import { watchStopSignals } from "../terminal/stop_signals.ts";

const loadTable = async () => (await import("../../config/options/calibrate_options.ts")).CALIBRATE_TABLE;

/** Measures this client by itself. */
export const CALIBRATE_COMMAND: Command = {
  name: "calibrate",
  summary: "Measure what this machine and program add to the times of a load",
  usage: "streamgauge calibrate [options]",
  description: [
    "Plays the planned load against a known service in a process of its own, which keeps books of what it really sends " +
    "and when, and compares with that what is reported. The difference is the error of this machine; it is kept, and " +
    "shown beside later results of like load.",
  ],
  examples: [
    "streamgauge calibrate --parallel 64 256",
    "streamgauge calibrate --rate 20 --tokens 200 --itl 10",
    "streamgauge calibrate --parallel 32 --fail-above 5",
  ],
  operands: [],
  loadOptions: async () => Object.values(await loadTable()),
  run: runCalibrate,
};

async function runCalibrate(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const values = await readValues(argv);
  const { calibrate } = await import("../../app/calibrate/calibrate.ts");
  const { findCacheDir } = await import("../../config/resolving/hub_plan.ts");
  using stop = watchStopSignals(() => {});
  const outcome = await calibrate(values, {
    cacheDir: values.cache_dir ?? findCacheDir(env, Deno.build.os),
    stop,
    onLoad: (name) => terminal.log(`Calibrating: ${name}`),
  });
  if (outcome === null) return EXIT_CODES.interrupted;
  if (values.json) terminal.print(JSON.stringify(outcome.calibrations, null, 2));
  else {
    const { stdout } = terminal;
    terminal.printPage(outcome.render({ width: stdout.width(PLAIN_WIDTH), color: stdout.hasColor }));
  }
  const { fail_above: mostMs } = values;
  if (mostMs === null || outcome.worstErrorMs <= mostMs) return EXIT_CODES.fine;
  const worst = outcome.worstErrorMs.toFixed(2);
  terminal.log(`The client adds up to ${worst} ms, more than the ${mostMs} ms that --fail-above allows`);
  return EXIT_CODES.failed;
}

async function readValues(argv: readonly string[]): Promise<CalibrateValues> {
  const { parseTable } = await import("../../config/parsing/parse_options.ts");
  const { describeStrayWords } = await import("../../config/parsing/argument_reader.ts");
  const parsed = parseTable(await loadTable(), argv, {});
  throwProblems([...parsed.problems, ...describeStrayWords(parsed.words)]);
  return parsed.values;
}
