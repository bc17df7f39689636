/**
 * Measures how well the search for the highest load finds a known knee. Run by hand:
 * `deno run -A tests/bench/sla_knee.ts`. The simulator's times grow in proportion once more than CAPACITY streams run, so a
 * TPOT of a quarter more than its own is kept up to 1.25 × CAPACITY streams, exactly.
 */
import { print } from "../../scripts/print.ts";
import { runPerf, startSimulatorProcess } from "./running_program.ts";

const CAPACITY = 40;
const ITL_MS = 20;
const KNEE = 1.25 * CAPACITY;
const SEEDS = 10;
/** A little more than the TPOT at the knee, less than at the next load. */
const LIMIT_MS = ITL_MS * 1.25 + 0.2;

let found = 0;
for (let seed = 1; seed <= SEEDS; seed++) {
  const outputs = await Deno.makeTempDir();
  const behaviour = ["--tokens", 20, "--ttft", 50, "--itl", ITL_MS, "--capacity", CAPACITY, "--seed", seed];
  const simulator = await startSimulatorProcess(behaviour);
  const criteria = JSON.stringify([{ avg_tpot: `<=${LIMIT_MS}ms` }]);
  const search = ["--sla-auto-tune", "--sla-params", criteria, "--sla-num-runs", 1, "--sla-upper-bound", 200];
  const code = await runPerf(simulator.url, outputs, [...search, "--seed", seed]);
  await simulator.stop();
  const streamgauge = JSON.parse(await Deno.readTextFile(`${outputs}/bench/sla_search.json`));
  const value = streamgauge.winner?.value ?? null;
  const isNear = value !== null && Math.abs(value / KNEE - 1) <= 0.05;
  if (isNear) found++;
  print(`seed ${seed}: ${value} of ${KNEE}, exit code ${code}${isNear ? "" : " - missed"}`);
  await Deno.remove(outputs, { recursive: true });
}
print(`${found} of ${SEEDS} within 5 %`);
