/**
 * Compares what the transports cost and how true they are with a C client, in the same minutes:
 *
 *   deno run -A tests/bench/transports.ts FOLDER [ROUNDS] [STREAMS] [GAP_MS]
 *
 * FOLDER holds `known_server.c` and `limit_client.c`, which are built first. Each round starts a server of its own for each
 * client; the medians of the rounds are printed as a Markdown table.
 */
import { TRANSPORT_NAMES } from "../../src/core/transports.ts";
import { measureCommand } from "./measured_command.ts";

const [folder = "", rounds = "5", streams = "512", gapMs = "20"] = Deno.args;
const TOKENS = 200;
const requests = Number(streams) * 2;
const events = requests * TOKENS;
const root = new URL("../..", import.meta.url).pathname;
const work = await Deno.makeTempDir();
const encoder = new TextEncoder();

interface Run {
  readonly cpuUs: number;
  readonly requestsPerSecond: number;
  /** The client's p99 less the server's. */
  readonly ttftErrorMs: number;
  readonly itlErrorMs: number;
}

interface Sent {
  readonly ttft_ms: { readonly p99: number };
  readonly gap_ms: { readonly p99: number };
}

async function build(name: string): Promise<void> {
  const args = ["-O2", "-o", `${work}/${name}`, `${folder}/${name}.c`];
  const { success } = await new Deno.Command("cc", { args }).output();
  if (!success) throw new Error(`Cannot build ${name}.c in "${folder}"`);
}

/** Runs a client against a server of its own; the server says at its end what it sent. */
async function withServer<T>(use: (port: number) => Promise<T>): Promise<{ result: T; sent: Sent }> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const args = [String(port), String(TOKENS), "100", gapMs];
  const server = new Deno.Command(`${work}/known_server`, { args, stdout: "piped" }).spawn();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const result = await use(port);
  server.kill("SIGTERM");
  return { result, sent: JSON.parse(new TextDecoder().decode((await server.output()).stdout)) };
}

async function runLimit(): Promise<Run> {
  const { result, sent } = await withServer(async (port) => {
    const cost = await measureCommand([`${work}/limit_client`, String(port), streams, String(requests)], work);
    return { cost, told: JSON.parse(cost.stdout) };
  });
  const { cost, told } = result;
  return {
    cpuUs: cost.cpuSeconds * 1e6 / events,
    requestsPerSecond: told.requests_per_s,
    ttftErrorMs: told.ttft_ms.p99 - sent.ttft_ms.p99,
    itlErrorMs: told.gap_ms.p99 - sent.gap_ms.p99,
  };
}

async function runOurs(transport: string): Promise<Run> {
  const { result, sent } = await withServer(async (port) => {
    const url = `http://127.0.0.1:${port}/v1/chat/completions`;
    const load = [
      "--prompt",
      "hi",
      "--max-tokens",
      String(TOKENS),
      "--number",
      String(requests),
      "--parallel",
      streams,
    ];
    const outputs = await Deno.makeTempDir({ dir: work });
    const rest = ["--no-test-connection", "--transport", transport, "--outputs-dir", outputs];
    const program = ["deno", "run", "-A", `${root}/main.ts`, "perf", "--model", "m", "--url", url];
    const cost = await measureCommand([...program, ...load, ...rest], work);
    return { cost, step: (await readRun(outputs)).steps[0] };
  });
  const { scalars, distributions } = result.step;
  return {
    cpuUs: result.cost.cpuSeconds * 1e6 / events,
    requestsPerSecond: scalars.request_throughput,
    ttftErrorMs: distributions.ttft.percentiles["99"] - sent.ttft_ms.p99,
    itlErrorMs: distributions.itl.percentiles["99"] - sent.gap_ms.p99,
  };
}

/** The only run below a folder of outputs. */
async function readRun(outputs: string) {
  for await (const { name } of Deno.readDir(outputs)) {
    return JSON.parse(await Deno.readTextFile(`${outputs}/${name}/m/run.json`));
  }
  throw new Error(`There is no run in ${outputs}`);
}

function median(runs: readonly Run[], key: keyof Run): string {
  const sorted = runs.map((run) => run[key]).sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? NaN).toFixed(2);
}

await Promise.all(["known_server", "limit_client"].map(build));
const clients: Readonly<Record<string, () => Promise<Run>>> = {
  "C client": runLimit,
  ...Object.fromEntries(TRANSPORT_NAMES.map((name) => [name, () => runOurs(name)])),
};
const found = new Map<string, Run[]>();
for (let round = 0; round < Number(rounds); round++) {
  for (const [name, run] of Object.entries(clients)) found.set(name, [...found.get(name) ?? [], await run()]);
}
const rows = [...found].map(([name, runs]) =>
  `| ${name} | ${median(runs, "cpuUs")} | ${median(runs, "requestsPerSecond")} | ${median(runs, "ttftErrorMs")} | ${
    median(runs, "itlErrorMs")
  } |`
);
const head =
  "| client | CPU µs/event | req/s | TTFT p99 error ms | ITL p99 error ms |\n| --- | --: | --: | --: | --: |";
await Deno.stdout.write(encoder.encode(`${head}\n${rows.join("\n")}\n`));
await Deno.remove(work, { recursive: true });
