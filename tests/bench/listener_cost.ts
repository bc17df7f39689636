/**
 * Measures what trackers and telemetry cost the client: the CPU time (user and system, all that it starts) of runs of
 * the same load with and without each, one right after the other. Run by hand, about four minutes:
 *
 *     deno run -A tests/bench/listener_cost.ts
 *
 *   STREAMGAUGE=path     a built binary; default: the source
 *   ROUNDS=4             so often each listener is measured
 *   ONLY=otlp,wandb      only these listeners
 *   KNOWN_SERVER=path    as for client_cost.ts
 */
import { print } from "../../scripts/print.ts";
import { createClearmlService } from "../visualizers/support/clearml_service.ts";
import { createMlflowService } from "../visualizers/support/mlflow_service.ts";
import { createSwanlabService } from "../visualizers/support/swanlab_service.ts";
import { type TrackerReplies, TrackerService } from "../visualizers/support/tracker_service.ts";
import { createWandbService } from "../visualizers/support/wandb_service.ts";
import { type ServerUnderTest, startServer } from "./known_service.ts";
import { measureCommand } from "./measured_command.ts";
import { programCommand } from "./program_command.ts";

/** What is added to a run: options, environment and whoever is on the other side. */
interface Listener {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly other: AsyncDisposable | null;
}

const KEY = "0123456789abcdef0123456789abcdef01234567";
const SERVER = { tokens: 200, ttftMs: 50, itlMs: 4 };
const LOAD = ["--parallel", "128", "--number", "1280", "--max-tokens", "200", "--prompt", "hi"];
/** More than this is too much. */
const LIMIT = 1.03;

const LISTENERS: Readonly<Record<string, () => Listener>> = {
  wandb: () => toTracker("wandb", createWandbService().replies, (url) => ({ WANDB_BASE_URL: url, WANDB_API_KEY: KEY })),
  swanlab: () =>
    toTracker("swanlab", createSwanlabService().replies, (url) => ({ SWANLAB_API_HOST: url, SWANLAB_API_KEY: "key" })),
  clearml: () =>
    toTracker("clearml", createClearmlService().replies, (url) => ({
      ...{ CLEARML_API_HOST: url, CLEARML_FILES_HOST: url },
      ...{ CLEARML_API_ACCESS_KEY: "a", CLEARML_API_SECRET_KEY: "s" },
    })),
  mlflow: () => toTracker("mlflow", createMlflowService().replies, (url) => ({ MLFLOW_TRACKING_URI: url })),
  tensorboard: () => ({ flags: ["--visualizer", "tensorboard"], env: {}, other: null }),
  otlp: () => {
    const other = new TrackerService(() => ({}));
    return { flags: ["--otlp", other.url], env: {}, other };
  },
  prometheus: () => {
    const port = findPort();
    return {
      flags: ["--metrics-port", String(port)],
      env: {},
      other: startScraping(`http://127.0.0.1:${port}/metrics`),
    };
  },
  "server-metrics": () => {
    const page = Deno.readTextFileSync(new URL("../fixtures/server_metrics/vllm.txt", import.meta.url));
    const other = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response(page));
    return { flags: ["--server-metrics", `http://127.0.0.1:${other.addr.port}/metrics`], env: {}, other };
  },
  "host-metrics": () => ({ flags: ["--host-metrics"], env: {}, other: null }),
};
const NOTHING: Listener = { flags: [], env: {}, other: null };

function createListener(name: string): Listener {
  const create = LISTENERS[name];
  if (create === undefined) throw new Error(`"${name}" is none of ${Object.keys(LISTENERS).join(", ")}`);
  return create();
}

function toTracker(
  name: string,
  replies: TrackerReplies,
  toEnv: (url: string) => Readonly<Record<string, string>>,
): Listener {
  const other = new TrackerService(replies);
  return { flags: ["--visualizer", name], env: toEnv(other.url), other };
}

/** Reads a page each second, as a Prometheus would. */
function startScraping(url: string): AsyncDisposable {
  const timer = setInterval(async () => {
    try {
      const response = await fetch(url, { headers: { accept: "application/openmetrics-text" } });
      await response.body?.cancel();
    } catch {
      // The run has not begun, or is over.
    }
  }, 1000);
  return {
    [Symbol.asyncDispose]() {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}

function findPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function commandOf(port: number, outputs: string, flags: readonly string[]): string[] {
  const target = ["perf", "--model", "known", "--url", `http://127.0.0.1:${port}/v1/chat/completions`];
  return [...programCommand(), ...target, ...LOAD, "--no-test-connection", "--outputs-dir", outputs, ...flags];
}

/** Runs the load once; gives its CPU seconds. */
async function measure(server: ServerUnderTest, { flags, env, other }: Listener): Promise<number> {
  const outputs = await Deno.makeTempDir();
  try {
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const command = ["env", ...settings, ...commandOf(server.port, outputs, flags)];
    const { code, cpuSeconds, stderr } = await measureCommand(command, Deno.cwd());
    // On a busy machine the client may be judged as the limit; its cost is what it is.
    if (code !== 0 && code !== 4) throw new Error(`The client ended with ${code}:\n${stderr.slice(-2000)}`);
    const trouble = /^.*(the run goes on|Trouble with).*$/m.exec(stderr);
    if (trouble !== null) throw new Error(`The listener did not work: ${trouble[0]}`);
    return cpuSeconds;
  } finally {
    await other?.[Symbol.asyncDispose]();
    await Deno.remove(outputs, { recursive: true });
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

const rounds = Number(Deno.env.get("ROUNDS") ?? 4);
const only = Deno.env.get("ONLY")?.split(",") ?? Object.keys(LISTENERS);
const ratios = new Map(only.map((name) => [name, [] as number[]]));
const plain: number[] = [];
const server = await startServer(SERVER);
try {
  await measure(server, NOTHING);
  let before = await measure(server, NOTHING);
  for (let round = 0; round < rounds; round++) {
    for (const [name, found] of ratios) {
      const cpuSeconds = await measure(server, createListener(name));
      // Held against the plain runs right before and right after it: the machine drifts.
      const after = await measure(server, NOTHING);
      found.push(cpuSeconds / ((before + after) / 2));
      plain.push(after);
      before = after;
    }
  }
} finally {
  await server.stop();
}
print(`without: median ${medianOf(plain).toFixed(2)} s of CPU (${Math.min(...plain)} … ${Math.max(...plain)})`);
for (const [name, found] of ratios) {
  const median = medianOf(found);
  const spread = `${Math.min(...found).toFixed(3)} … ${Math.max(...found).toFixed(3)}`;
  print(`${name.padEnd(15)} × ${median.toFixed(3)} (${spread})${median > LIMIT ? `  MORE THAN ${LIMIT}` : ""}`);
}
