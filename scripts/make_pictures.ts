/// <reference lib="dom" />
/**
 * Makes the pictures of the documentation from real runs against the simulator, with the Chromium of this machine, on a
 * quiet one: `deno run -A scripts/make_pictures.ts [PATH OF CHROMIUM]`.
 */
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { print } from "./print.ts";
import { type Program, programFromSource, runProgram } from "./program/program.ts";
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
const SERVICE = "--itl 10 --tokens 40 --capacity 8".split(" ");
const SWEEP = "--parallel 1 2 4 8 12 16 --number 20 40 80 120 160 160".split(" ");
/** A run that goes on while its page is looked at. */
const LONG = "--stages 6s@4,10s@10 --ui".split(" ");
/** So long it is looked at before its picture is taken. */
const LIVE_MS = 6000;
type PictureSize = readonly [width: number, height: number];
/** Runs on a busy machine have a verdict for it, and rules of comparisons may be broken: that is no mistake here. */
const FINE_CODES = [0, 1, 4];

const [browser = "/usr/bin/chromium"] = Deno.args;
const program = programFromSource();
const folder = await Deno.makeTempDir();
try {
  await Deno.mkdir(PICTURES, { recursive: true });
  await using fast = await startSimulator(program, ["--ttft", "80", ...SERVICE]);
  await using slow = await startSimulator(program, ["--ttft", "95", ...SERVICE]);
  await run(toPerf(fast.url, "monday", [...SWEEP, "--plots", "png"]));
  await run(toPerf(slow.url, "tuesday", SWEEP));
  const rules = ["--fail-on", "p50_ttft>+5%", "rps<-5%"];
  const page = `${folder}/comparison.html`;
  await run(["compare", `${folder}/monday`, `${folder}/tuesday`, ...rules, "--export", `html=${page}`]);
  await takePicture(`file://${folder}/monday/perf_report.html`, "report.png", [1240, 1500]);
  await takePicture(`file://${page}`, "comparison.png", [1240, 1200]);
  await takeRulesPicture(`file://${page}`, "gate.png", [1240, 520]);
  await Deno.copyFile(`${folder}/monday/plots/load-ttft.png`, `${PICTURES}load-ttft.png`);
  await showLivePage(toPerf(fast.url, "live", LONG));
} finally {
  await Deno.remove(folder, { recursive: true });
}

function toPerf(url: string, name: string, load: readonly string[]): readonly string[] {
  const place = ["--url", url, "--model", "demo", "--name", name, "--outputs-dir", folder, "--no-timestamp"];
  return ["perf", ...place, "--prompt", "hello", "--sleep-interval", "0", ...load];
}

async function run(words: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runProgram(program, words);
  if (!FINE_CODES.includes(code)) throw new Error(stderr);
  print(stdout);
}

/** Looks at the page of a run while it goes on. */
async function showLivePage(words: readonly string[]): Promise<void> {
  const child = startChild(program, words);
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!/Live page: \S+\n/.test(text) || !/\d\d+\/|\d\d+ done/.test(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(text);
    text += value;
  }
  await takeLivePicture(/Live page: (\S+)/.exec(text)?.[1] ?? "", "live.png", [1240, 1100]);
  while (!(await reader.read()).done);
  await child.status;
}

function startChild({ command, args }: Program, words: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(command, { args: [...args, ...words], stdout: "null", stderr: "piped" }).spawn();
}

/** The command line of the browser waits until a page is still, which a live one is at its end alone. */
async function takeLivePicture(address: string, name: string, size: PictureSize): Promise<void> {
  await drive(address, size, async (page) => {
    await page.waitForSelector(".chart svg");
    await page.waitForTimeout(LIVE_MS);
    await page.screenshot({ path: `${PICTURES}${name}` });
  });
}

/** What became of the rules, which stands below the charts. */
async function takeRulesPicture(address: string, name: string, size: PictureSize): Promise<void> {
  await drive(address, size, async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.evaluate(() => document.querySelector("main > section:last-of-type")?.scrollIntoView());
    await page.screenshot({ path: `${PICTURES}${name}` });
  });
}

async function drive(
  address: string,
  [width, height]: PictureSize,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const driven = await chromium.launch({ executablePath: browser, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await driven.newPage({ viewport: { width, height } });
    await page.goto(address);
    await look(page);
  } finally {
    await driven.close();
  }
}

async function takePicture(address: string, name: string, [width, height]: PictureSize): Promise<void> {
  const size = `--window-size=${width},${height}`;
  const args = [...BROWSER_FLAGS, size, `--screenshot=${PICTURES}${name}`, address];
  const { code, stderr } = await new Deno.Command(browser, { args }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
}
