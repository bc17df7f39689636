/**
 * Shows the program at work without any service: a sweep of three loads against its own simulator.
 *
 *     deno task demo
 */
import { programFromSource } from "./program/program.ts";
import { startSimulator } from "./program/simulator_process.ts";

const SIMULATED_MODEL = ["--ttft", "60", "--itl", "8"];
const SWEEP = ["--parallel", "1", "8", "32", "--number", "4", "32", "128", "--sleep-interval", "1"];
const WORKLOAD = [
  ["--dataset", "random", "--min-prompt-length", "100", "--max-prompt-length", "300"],
  ["--max-tokens", "64"],
].flat();

/** Runs the sweep with the terminal of this process; returns its exit code. */
async function runSweep(): Promise<number> {
  const program = programFromSource();
  await using simulator = await startSimulator(program, SIMULATED_MODEL);
  const target = ["--url", `${simulator.url}/v1/chat/completions`, "--model", "simulated", "--name", "demo"];
  const sweep = new Deno.Command(program.command, {
    args: [...program.args, "perf", ...target, ...SWEEP, ...WORKLOAD],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return (await sweep.status).code;
}

// Ctrl-C reaches the sweep, too, which then ends in its own time with partial results.
Deno.addSignalListener("SIGINT", () => {});
Deno.exit(await runSweep());
