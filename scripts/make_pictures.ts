/**
 * Makes the pictures of the documentation from a real run against the simulator, with the Chromium of this machine:
 * `deno run -A scripts/make_pictures.ts [PATH OF CHROMIUM]`.
 */
import { fileURLToPath } from "node:url";
import { print } from "./print.ts";
import { programFromSource, runProgram } from "./program/program.ts";
import { startSimulator } from "./program/simulator_process.ts";

const PICTURES = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const BROWSER_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--hide-scrollbars",
  "--disable-background-networking",
  // Charts are drawn when they come into sight and need a moment.
  "--virtual-time-budget=4000",
];

const [browser = "/usr/bin/chromium"] = Deno.args;
const folder = await Deno.makeTempDir();
try {
  const program = programFromSource();
  await using simulator = await startSimulator(program, "--ttft 80 --itl 10 --tokens 40 --capacity 8".split(" "));
  const load = "--parallel 1 2 4 8 12 16 --number 20 40 80 120 160 160 --prompt hello --sleep-interval 0".split(" ");
  const place = ["--url", simulator.url, "--model", "demo", "--outputs-dir", folder, "--no-timestamp"];
  const { code, stdout, stderr } = await runProgram(program, ["perf", ...place, ...load]);
  if (code !== 0 && code !== 4) throw new Error(stderr);
  print(stdout);
  await Deno.mkdir(PICTURES, { recursive: true });
  await takePicture(`${folder}/demo/perf_report.html`, "report.png");
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function takePicture(page: string, name: string): Promise<void> {
  const size = "--window-size=1240,1500";
  const args = [...BROWSER_FLAGS, size, `--screenshot=${PICTURES}${name}`, `file://${page}`];
  const { code, stderr } = await new Deno.Command(browser, { args }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
}
