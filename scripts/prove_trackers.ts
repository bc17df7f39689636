/**
 * Tells experiment trackers of runs and has the official tools read what they were told.
 *
 *     deno run -A scripts/prove_trackers.ts [NAME...]
 *
 * The tools are installed from PyPI into `$PROOF_TOOLS` (a folder of the system's temporary one) and stay there. Needs
 * python3. Exits with 1 where a tool refuses something or shows other figures than our own files.
 */
import { join } from "node:path";
import { reasonOf } from "../src/core/errors.ts";
import type { VisualizerName } from "../src/core/trackers.ts";
import { print } from "./print.ts";
import { programFromSource } from "./program/program.ts";
import { startSimulator } from "./program/simulator_process.ts";
import { proveClearml } from "./proofs/clearml_proof.ts";
import { proveMlflow } from "./proofs/mlflow_proof.ts";
import type { ProofBench } from "./proofs/proof_bench.ts";
import { proveSwanlab } from "./proofs/swanlab_proof.ts";
import { proveTensorboard } from "./proofs/tensorboard_proof.ts";
import { proveWandb } from "./proofs/wandb_proof.ts";

const PROOFS = {
  wandb: proveWandb,
  swanlab: proveSwanlab,
  clearml: proveClearml,
  mlflow: proveMlflow,
  tensorboard: proveTensorboard,
} satisfies Record<VisualizerName, (bench: ProofBench) => Promise<void>>;

const tools = Deno.env.get("PROOF_TOOLS") ?? join(Deno.env.get("TMPDIR") ?? "/tmp", "streamgauge_proof_tools");
await Deno.mkdir(tools, { recursive: true });
const root = await Deno.makeTempDir({ prefix: "streamgauge_proofs_" });
try {
  await using simulator = await startSimulator(programFromSource(), ["--ttft", "40", "--itl", "4", "--tokens", "40"]);
  for (const [name, prove] of Object.entries(PROOFS)) {
    if (Deno.args.length > 0 && !Deno.args.includes(name)) continue;
    try {
      await prove({ root, tools, simulatorUrl: simulator.url, say: (line) => print(`${name}: ${line}`) });
    } catch (cause) {
      print(`${name}: FAILED: ${reasonOf(cause)}`);
      Deno.exitCode = 1;
    }
  }
} finally {
  await Deno.remove(root, { recursive: true });
}
