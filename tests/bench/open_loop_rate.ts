/**
 * Measures whether an open loop keeps its rate while the service stands still for ten seconds. Run by hand:
 * `deno run -A tests/bench/open_loop_rate.ts`. Asked: 200 requests a second for 20 s; the service stalls from second 3 on.
 */
import { DatabaseSync } from "node:sqlite";
import { print } from "../../scripts/print.ts";
import { runPerf, startSimulatorProcess } from "./running_program.ts";

const RATE = 200;
const NUMBER = 4000;

const outputs = await Deno.makeTempDir();
const simulator = await startSimulatorProcess(["--tokens", 5, "--ttft", 20, "--itl", 5, "--stall-at", "3:13"]);
const code = await runPerf(simulator.url, outputs, ["--open-loop", "--rate", RATE, "--number", NUMBER]);
await simulator.stop();

const database = new DatabaseSync(`${outputs}/bench/rate_${RATE}.0_number_${NUMBER}/benchmark_data.db`, {
  readOnly: true,
});
const row = database.prepare(`
  SELECT count(*) AS requests, sum(success) AS successes, min(sent_ms) AS first, max(sent_ms) AS last,
         avg(sent_ms - due_ms) AS mean_lag, max(sent_ms - due_ms) AS worst_lag, max(latency) AS slowest
  FROM result`).get() ?? {};
database.close();
await Deno.remove(outputs, { recursive: true });

const achieved = (Number(row["requests"]) - 1) / (Number(row["last"]) - Number(row["first"])) * 1000;
print(
  `exit code ${code}, ${row["requests"]} requests, ${row["successes"]} succeeded, slowest ${
    Number(row["slowest"]).toFixed(1)
  } s`,
);
print(`asked ${RATE} req/s, sent ${achieved.toFixed(3)} req/s: ${(100 * (achieved / RATE - 1)).toFixed(3)} %`);
print(
  `lag from due to sent: mean ${Number(row["mean_lag"]).toFixed(2)} ms, worst ${
    Number(row["worst_lag"]).toFixed(1)
  } ms`,
);
