/**
 * Measures what the client costs and how true it is, through the real command line, against a server that says what it
 * really sent. Run by hand: `deno task bench`.
 *
 *   KNOWN_SERVER=path    a server with the arguments PORT TOKENS TTFT_MS ITL_MS ROLE_FIRST; default: the simulator
 *   LIMIT_CLIENT=path    the cheapest possible client (PORT CONCURRENCY REQUESTS), measured beside ours
 *   STREAMGAUGE=path     a built binary; default: the source
 *   CASES=64,512         only the cases of these concurrencies
 */
import { print } from "../../scripts/print.ts";
import { measureCommand } from "./measured_command.ts";
import { programCommand } from "./program_command.ts";
import { startServer } from "./known_service.ts";
import type { ServerBehaviour, Truth } from "./known_service.ts";

interface Case extends ServerBehaviour {
  readonly parallel: number;
  readonly requests: number;
  readonly events: number;
}

function toCase(parallel: number, requests: number, behaviour: ServerBehaviour): Case {
  return { ...behaviour, parallel, requests, events: requests * behaviour.tokens };
}

const CASES: readonly Case[] = [
  toCase(1, 20, { tokens: 100, ttftMs: 50, itlMs: 10 }),
  toCase(64, 512, { tokens: 200, ttftMs: 100, itlMs: 20 }),
  toCase(128, 5120, { tokens: 500, ttftMs: 100, itlMs: 2 }),
  toCase(512, 2048, { tokens: 200, ttftMs: 100, itlMs: 20 }),
];

function clientCommand(port: number, { parallel, requests, tokens }: Case, outputs: string): string[] {
  const url = `http://127.0.0.1:${port}/v1/chat/completions`;
  const flags = ["--parallel", parallel, "--number", requests, "--max-tokens", tokens, "--prompt", "hi"].map(String);
  return [
    ...programCommand(),
    "perf",
    "--model",
    "known",
    "--url",
    url,
    ...flags,
    "--outputs-dir",
    outputs,
    "--no-timestamp",
  ];
}

interface Row {
  readonly client: string;
  readonly cpuMicrosPerEvent: number;
  readonly requestsPerSecond: number;
  readonly ttft: { readonly mean: number; readonly p99: number };
  readonly itlP99: number;
  readonly truth: Truth | null;
  readonly peakRssMb: number | null;
  readonly rssGrowthMb: number | null;
}

async function measureOurs(test: Case): Promise<Row> {
  const outputs = await Deno.makeTempDir();
  const server = await startServer(test);
  try {
    const cost = await measureCommand(clientCommand(server.port, test, outputs), Deno.cwd());
    if (cost.code !== 0) throw new Error(`The client ended with ${cost.code}:\n${cost.stderr.slice(-2000)}`);
    const step = JSON.parse(await Deno.readTextFile(`${outputs}/known/run.json`)).steps[0];
    const figures = readFigures(`${outputs}/known/${step.name}`);
    return {
      client: "streamgauge",
      cpuMicrosPerEvent: cost.cpuSeconds * 1e6 / test.events,
      ...figures,
      truth: await server.stop(),
      peakRssMb: cost.peakRssBytes === null ? null : cost.peakRssBytes / 1e6,
      rssGrowthMb: growthAfterFirstTenth(cost.rssBytes),
    };
  } finally {
    await Deno.remove(outputs, { recursive: true });
  }
}

function readFigures(folder: string): Pick<Row, "requestsPerSecond" | "ttft" | "itlP99"> {
  const summary = JSON.parse(Deno.readTextFileSync(`${folder}/benchmark_summary.json`));
  const rows: Record<string, number>[] = JSON.parse(Deno.readTextFileSync(`${folder}/benchmark_percentile.json`));
  const p99 = rows.find((row) => String(row["Percentiles"]) === "99%") ?? {};
  return {
    requestsPerSecond: summary["Req Throughput (req/s)"],
    ttft: { mean: summary["Avg TTFT (ms)"], p99: p99["TTFT (ms)"] ?? NaN },
    itlP99: p99["ITL (ms)"] ?? NaN,
  };
}

function growthAfterFirstTenth(rssBytes: readonly number[]): number | null {
  const tenth = rssBytes[Math.ceil(rssBytes.length / 10)];
  return tenth === undefined ? null : (Math.max(...rssBytes) - tenth) / 1e6;
}

async function measureLimit(path: string, test: Case): Promise<Row> {
  const server = await startServer(test);
  const args = [server.port, test.parallel, test.requests].map(String);
  const cost = await measureCommand([path, ...args], Deno.cwd());
  const said = JSON.parse(cost.stdout.trim().split("\n").at(-1) ?? "{}");
  return {
    client: "limit",
    cpuMicrosPerEvent: cost.cpuSeconds * 1e6 / test.events,
    requestsPerSecond: test.requests / cost.wallSeconds,
    ttft: { mean: said.ttft_ms?.p50 ?? NaN, p99: said.ttft_ms?.p99 ?? NaN },
    itlP99: said.gap_ms?.p99 ?? NaN,
    truth: await server.stop(),
    peakRssMb: cost.peakRssBytes === null ? null : cost.peakRssBytes / 1e6,
    rssGrowthMb: null,
  };
}

function formatRow(row: Row): string {
  const sent = row.truth === null ? ["?", "?", "?"] : [
    row.truth.ttft.mean.toFixed(1),
    row.truth.ttft.p99.toFixed(1),
    row.truth.gap.p99.toFixed(1),
  ];
  return [
    `  ${row.client.padEnd(12)} CPU ${row.cpuMicrosPerEvent.toFixed(1)} µs/event`,
    `${row.requestsPerSecond.toFixed(1)} req/s`,
    `TTFT ${row.client === "limit" ? "p50" : "mean"} ${row.ttft.mean.toFixed(1)} (mean sent ${sent[0]})`,
    `p99 ${row.ttft.p99.toFixed(1)} (${sent[1]})`,
    `ITL p99 ${row.itlP99.toFixed(1)} (${sent[2]}) ms`,
    `RSS ${row.peakRssMb?.toFixed(0) ?? "?"} MB`,
    row.rssGrowthMb === null ? "" : `+${row.rssGrowthMb.toFixed(0)} MB after the first tenth`,
  ].filter((text) => text !== "").join(", ");
}

const wanted = Deno.env.get("CASES")?.split(",").map(Number);
const limit = Deno.env.get("LIMIT_CLIENT");
for (const test of CASES.filter(({ parallel }) => wanted === undefined || wanted.includes(parallel))) {
  print(
    `${test.parallel} streams, ${test.requests} requests of ${test.tokens} events ${test.itlMs} ms apart, TTFT ${test.ttftMs} ms`,
  );
  if (limit) print(formatRow(await measureLimit(limit, test)));
  print(formatRow(await measureOurs(test)));
}
