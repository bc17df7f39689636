import { measureCommand } from "./measured_command.ts";
import type { Cost } from "./measured_command.ts";
import { programCommand } from "./program_command.ts";

/** A load as it is asked for from every client. */
export interface Load {
  readonly streams: number;
  readonly requests: number;
  /** Events of each reply. */
  readonly tokens: number;
  readonly ttftMs: number;
  readonly gapMs: number;
  /** Event loops of our own. */
  readonly shards?: number;
  /** What the server of this folder does and the C server does not; missing: the C server. */
  readonly stream?: { readonly events: "yardstick" | "vllm"; readonly isTls: boolean };
}

/** What a client told of a load, against what the server sent. */
export interface Run {
  readonly cpuSeconds: number;
  readonly cpuUsPerEvent: number;
  readonly requestsPerSecond: number;
  readonly eventsPerSecond: number;
  /** The client's figure less the server's. */
  readonly ttftMeanErrorMs: number;
  readonly ttftP99ErrorMs: number;
  readonly itlP99ErrorMs: number;
  readonly lost: number;
}

/** What of `run.json` is looked at here. */
export interface RunFile {
  readonly steps: readonly [{
    readonly scalars: { readonly request_throughput: number };
    readonly distributions: Readonly<Record<"ttft" | "itl" | "latency", Figures>>;
    readonly validity: { readonly verdict: string; readonly reasons: readonly string[] };
  }];
}

interface Figures {
  readonly count: number;
  readonly mean: number;
  readonly percentiles: Readonly<Record<string, number>>;
}

/** Our program's cost and figures, and what the server sent meanwhile. */
export interface OwnRun {
  readonly cost: Cost;
  readonly sent: Sent;
  readonly run: RunFile;
}

/** What the server says that it sent. */
export interface Sent {
  readonly ttft_ms: { readonly mean: number; readonly p99: number };
  readonly gap_ms: { readonly p99: number } | null;
}

const TLS = new URL("../fixtures/tls", import.meta.url).pathname;
const STREAM_SERVER = new URL("./stream_server.ts", import.meta.url).pathname;

/** The C server and the C client, built in a folder of their own, which is removed at the end. */
export class Yardstick implements AsyncDisposable {
  readonly #work: string;

  private constructor(work: string) {
    this.#work = work;
  }

  /** Builds `known_server.c` and `limit_client.c` of a folder. */
  static async build(folder: string): Promise<Yardstick> {
    const yardstick = new Yardstick(await Deno.makeTempDir());
    for (const name of ["known_server", "limit_client"]) {
      const args = ["-O2", "-o", `${yardstick.#work}/${name}`, `${folder}/${name}.c`];
      const { success } = await new Deno.Command("cc", { args }).output();
      if (!success) throw new Error(`Cannot build ${name}.c in "${folder}"`);
    }
    return yardstick;
  }

  /** Runs the C client. */
  async runLimit(load: Load): Promise<Run> {
    const { result: cost, sent } = await this.#withServer(load, (port) => {
      const args = [String(port), String(load.streams), String(load.requests)];
      return measureCommand([`${this.#work}/limit_client`, ...args], this.#work);
    });
    const told = JSON.parse(cost.stdout);
    return {
      ...toCost(cost, load),
      ...toRate(told.requests_per_s, load),
      // It tells no mean.
      ttftMeanErrorMs: told.ttft_ms.p50 - sent.ttft_ms.mean,
      ttftP99ErrorMs: told.ttft_ms.p99 - sent.ttft_ms.p99,
      itlP99ErrorMs: told.gap_ms.p99 - (sent.gap_ms?.p99 ?? NaN),
      lost: 0,
    };
  }

  /** Runs our program with some options more. */
  async runOurs(load: Load, options: readonly string[]): Promise<Run> {
    const { cost, run, sent } = await this.measureOurs(load, options);
    const { scalars, distributions } = run.steps[0];
    return {
      ...toCost(cost, load),
      ...toRate(scalars.request_throughput, load),
      ttftMeanErrorMs: distributions.ttft.mean - sent.ttft_ms.mean,
      ttftP99ErrorMs: (distributions.ttft.percentiles["99"] ?? NaN) - sent.ttft_ms.p99,
      itlP99ErrorMs: (distributions.itl.percentiles["99"] ?? NaN) - (sent.gap_ms?.p99 ?? NaN),
      lost: load.requests - distributions.latency.count,
    };
  }

  /** Runs our program and returns what it wrote to `run.json` as well. */
  async measureOurs(load: Load, options: readonly string[]): Promise<OwnRun> {
    const outputs = await Deno.makeTempDir({ dir: this.#work });
    const { result: cost, sent } = await this.#withServer(load, (port) => {
      const url = `${baseOf(load, port)}/v1/chat/completions`;
      const asked = ["--number", load.requests, "--parallel", load.streams, "--max-tokens", load.tokens].map(String);
      const trust = load.stream?.isTls === true ? ["--ca-cert", `${TLS}/ca.crt`] : [];
      const rest = ["--prompt", "hi", "--no-test-connection", "--outputs-dir", outputs, ...trust];
      const shards = ["--shards", String(load.shards ?? 1)];
      const program = [...programCommand(), "perf", "--model", "m", "--url", url];
      return measureCommand([...program, ...asked, ...rest, ...shards, ...options], this.#work);
    });
    return { cost, sent, run: await readRun(outputs, cost) };
  }

  /**
   * Runs another client, a command in which `{base}`, `{streams}`, `{requests}` and `{tokens}` stand for those of the load.
   * Where its figures are nobody knows here: only what it cost is told.
   */
  async runPeer(load: Load, template: string): Promise<Run> {
    const { result: cost } = await this.#withServer(load, (port) => {
      const values: Readonly<Record<string, string | number>> = { ...load, stream: "", base: baseOf(load, port) };
      const fill = (word: string) => word.replaceAll(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
      return measureCommand(template.split(" ").map(fill), this.#work);
    });
    if (cost.code !== 0) throw new Error(`${template}: exit code ${cost.code}\n${cost.stderr.slice(-2000)}`);
    const unknown = { ttftMeanErrorMs: NaN, ttftP99ErrorMs: NaN, itlP99ErrorMs: NaN, lost: NaN };
    return { ...toCost(cost, load), ...toRate(load.requests / cost.wallSeconds, load), ...unknown };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#work, { recursive: true });
  }

  #serverOf({ stream }: Load): readonly [string, ...string[]] {
    if (stream === undefined) return [`${this.#work}/known_server`];
    return [Deno.execPath(), "run", "--no-prompt", "--quiet", "-A", STREAM_SERVER];
  }

  /** Runs a client against a server of its own; the server says at its end what it sent. */
  async #withServer<T>(load: Load, use: (port: number) => Promise<T>): Promise<{ result: T; sent: Sent }> {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const [command, ...rest] = this.#serverOf(load);
    const args = [...rest, ...[port, load.tokens, load.ttftMs, load.gapMs].map(String), ...streamArgs(load)];
    const server = new Deno.Command(command, { args, stdout: "piped" }).spawn();
    await new Promise((resolve) => setTimeout(resolve, load.stream === undefined ? 300 : 2000));
    const result = await use(port);
    server.kill("SIGTERM");
    return { result, sent: JSON.parse(new TextDecoder().decode((await server.output()).stdout)) };
  }
}

function baseOf({ stream }: Load, port: number): string {
  return stream?.isTls === true ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
}

function streamArgs({ stream }: Load): readonly string[] {
  if (stream === undefined) return [];
  return [stream.events, ...(stream.isTls ? [`${TLS}/server.crt`, `${TLS}/server.key`] : [])];
}

function toCost({ cpuSeconds }: Cost, { requests, tokens }: Load): Pick<Run, "cpuSeconds" | "cpuUsPerEvent"> {
  return { cpuSeconds, cpuUsPerEvent: cpuSeconds * 1e6 / (requests * tokens) };
}

function toRate(requestsPerSecond: number, { tokens }: Load): Pick<Run, "requestsPerSecond" | "eventsPerSecond"> {
  return { requestsPerSecond, eventsPerSecond: requestsPerSecond * tokens };
}

/** The only run below a folder of outputs. */
async function readRun(outputs: string, { code, stderr }: Cost): Promise<RunFile> {
  for await (const { name } of Deno.readDir(outputs)) {
    return JSON.parse(await Deno.readTextFile(`${outputs}/${name}/m/run.json`));
  }
  throw new Error(`There is no run in ${outputs}: exit code ${code}\n${stderr}`);
}
