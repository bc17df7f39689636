/**
 * Compares what the transports cost and how true they are with a C client, in the same minutes. Run by hand:
 *
 *   deno run -A tests/bench/transports.ts FOLDER [ROUNDS] [ROW,ROW…]
 *
 * FOLDER holds `known_server.c` and `limit_client.c`, which are built first. Each round starts a server of its own for each
 * client, and the clients of a row take turns; the medians of the rounds are printed as a Markdown table, row by row. CPU is
 * that of the whole tool; beside it what is left without its start, which is measured by a run of one request. The program
 * is the source, or the binary that STREAMGAUGE names.
 */
import { print } from "../../scripts/print.ts";
import { Yardstick } from "./yardstick.ts";
import type { Load, Run } from "./yardstick.ts";

interface Row {
  readonly title: string;
  readonly load: Load;
  /** Clients by name; an empty list of options is our default. */
  readonly clients: Readonly<Record<string, ClientOptions>>;
  /** Processes that burn a core each meanwhile. */
  readonly burners?: number;
}

/** Options of ours; `null`: the C client; a text: the command of another client. */
type ClientOptions = readonly string[] | string | null;

const IO_URING = ["--transport", "kernel", "--poller", "io_uring"];
const EPOLL = ["--transport", "kernel", "--poller", "epoll"];
const BOTH = { "C client": null, epoll: EPOLL, io_uring: IO_URING };
const BEST = { "C client": null, auto: [] };
const STREAMS_256 = { streams: 256, requests: 1024, tokens: 200, ttftMs: 100, gapMs: 20 };
const STREAMS_512 = { streams: 512, requests: 2048, tokens: 200, ttftMs: 100, gapMs: 20 };

const ROWS: Readonly<Record<string, Row>> = {
  "512": { title: "512 streams, 20 ms", load: STREAMS_512, clients: BOTH },
  busy: { title: "512 streams, 20 ms, two processes burning both cores", load: STREAMS_512, clients: BEST, burners: 2 },
  "2000": {
    title: "2,000 streams, 50 ms",
    load: { streams: 2000, requests: 4000, tokens: 100, ttftMs: 100, gapMs: 50 },
    clients: BEST,
  },
  "8000": {
    title: "8,000 streams, 200 ms",
    load: { streams: 8000, requests: 8000, tokens: 50, ttftMs: 100, gapMs: 200 },
    clients: BEST,
  },
  flood: {
    title: "flood, 64 streams",
    load: { streams: 64, requests: 16_384, tokens: 200, ttftMs: 0, gapMs: 0 },
    clients: { ...BOTH, "epoll, 2 loops": [...EPOLL, "--shards", "2"] },
  },
  "64": {
    title: "64 streams, 20 ms",
    load: { streams: 64, requests: 192, tokens: 200, ttftMs: 100, gapMs: 20 },
    clients: BOTH,
  },
  https: {
    title: "https, 256 streams, 20 ms",
    load: { ...STREAMS_256, stream: { events: "yardstick", isTls: true } },
    clients: { kernel: ["--transport", "kernel"], socket: ["--transport", "socket"], fetch: ["--transport", "fetch"] },
  },
  vllm: {
    title: "vLLM's recorded events, 256 streams, 20 ms",
    load: { ...STREAMS_256, stream: { events: "vllm", isTls: false } },
    clients: { auto: [] },
  },
  "vllm-base": {
    title: "the yardstick's events from the same server, 256 streams, 20 ms",
    load: { ...STREAMS_256, stream: { events: "yardstick", isTls: false } },
    clients: { auto: [] },
  },
  peers: { title: "512 streams, 20 ms, other clients", load: STREAMS_512, clients: { ...BEST, ...readPeers() } },
  others: {
    title: "512 streams, 20 ms, other transports",
    load: STREAMS_512,
    clients: { socket: ["--transport", "socket"], fetch: ["--transport", "fetch"] },
  },
};

/** Rows that are measured where none are named. */
const USUAL = Object.keys(ROWS).filter((name) => name !== "others" && name !== "peers");

/** Other clients, from `PEERS`: `NAME=COMMAND` of each, a line each; see `Yardstick.runPeer` for the command. */
function readPeers(): Readonly<Record<string, string>> {
  const lines = (Deno.env.get("PEERS") ?? "").split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

const ONE_REQUEST: Load = { streams: 1, requests: 1, tokens: 1, ttftMs: 0, gapMs: 0 };

const HEAD = [
  "client",
  "CPU µs/event",
  "without start",
  "beside C",
  "req/s",
  "events/s",
  "TTFT error ms, mean",
  "p99",
  "ITL error ms, p99",
  "lost",
];

const [folder = "", rounds = "5", rows = USUAL.join(",")] = Deno.args;
await using yardstick = await Yardstick.build(folder);

const starts: number[] = [];
for (let round = 0; round < 3; round++) starts.push((await yardstick.runOurs(ONE_REQUEST, [])).cpuSeconds);
const startSeconds = median(starts);
print(`One request: ${startSeconds.toFixed(2)} s of CPU.\n`);
print(`| load | ${HEAD.join(" | ")} |\n| --- | --- |${" --: |".repeat(HEAD.length - 1)}`);
for (const name of rows.split(",")) await measureRow(name);

async function measureRow(name: string): Promise<void> {
  const row = ROWS[name];
  if (row === undefined) throw new Error(`"${name}" is no row: ${Object.keys(ROWS).join(", ")}`);
  const found = new Map<string, Run[]>();
  for (let round = 0; round < Number(rounds); round++) {
    for (const [client, options] of Object.entries(row.clients)) {
      found.set(client, [...found.get(client) ?? [], await runBeside(row, options)]);
    }
  }
  const limit = found.get("C client");
  const limitUs = limit === undefined ? null : median(limit.map(({ cpuUsPerEvent }) => cpuUsPerEvent));
  for (const [client, runs] of found) {
    print(`| ${row.title} | ${client} | ${toCells(row, runs, limitUs).join(" | ")} |`);
  }
}

async function runBeside({ load, burners = 0 }: Row, options: ClientOptions): Promise<Run> {
  const command = { args: ["-c", "while :; do :; done"] };
  const burning = Array.from({ length: burners }, () => new Deno.Command("sh", command).spawn());
  try {
    if (options === null) return await yardstick.runLimit(load);
    return await (typeof options === "string" ? yardstick.runPeer(load, options) : yardstick.runOurs(load, options));
  } finally {
    for (const process of burning) process.kill("SIGKILL");
    for (const process of burning) await process.status;
  }
}

function toCells({ load }: Row, runs: readonly Run[], limitUs: number | null): string[] {
  const of = (key: keyof Run): number => median(runs.map((run) => run[key]));
  const cpuUs = of("cpuUsPerEvent");
  const isLimit = limitUs === cpuUs;
  const withoutStart = isLimit ? cpuUs : cpuUs - startSeconds * 1e6 / (load.requests * load.tokens);
  return [
    cpuUs.toFixed(2),
    withoutStart.toFixed(2),
    limitUs === null ? "" : `${(cpuUs / limitUs).toFixed(2)} (${(withoutStart / limitUs).toFixed(2)})`,
    of("requestsPerSecond").toFixed(1),
    Math.round(of("eventsPerSecond")).toLocaleString("en"),
    of("ttftMeanErrorMs").toFixed(2),
    of("ttftP99ErrorMs").toFixed(2),
    of("itlP99ErrorMs").toFixed(3),
    String(of("lost")),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
