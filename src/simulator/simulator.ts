/**
 * An OpenAI-compatible server with exactly known behaviour: the default target, the tests' peer and the yardstick of
 * the client. This folder must not know anything of the client's side.
 */
import { createServer, type Server, type Socket } from "node:net";
import { createClock, takeOriginEpochMs } from "../core/clock.ts";
import { DataError } from "../core/errors.ts";
import { createRandom, deriveSeed } from "../core/random.ts";
import { isWork, route } from "./endpoints/router.ts";
import { Connection, type ConnectionHandler } from "./http/connection.ts";
import type { HttpProblem, HttpRequest } from "./http/request_parser.ts";
import { encode, encodeHead, join } from "./http/wire.ts";
import { errorObject } from "./replies/error_object.ts";
import { Exchange, type Services } from "./replies/exchange.ts";
import { drawFault, type Fault, parseFault } from "./settings/fault.ts";
import type { Read } from "../core/value_distribution.ts";
import { readReplySettings } from "./settings/setting_readers.ts";
import { DEFAULT_SIMULATOR_OPTIONS, type ReplySettings, type SimulatorOptions } from "./simulator_options.ts";
import type { ReplyTruth } from "./stats/reply_truth.ts";
import { type SimulatorStats, Tally } from "./stats/simulator_stats.ts";
import { Admission } from "./timing/admission.ts";
import { Pace } from "./timing/pace.ts";
import { Scheduler } from "./timing/scheduler.ts";

/** A running simulator. */
export interface Simulator {
  /** Without path: `http://127.0.0.1:8877`. */
  readonly url: string;
  readonly port: number;
  stats(): SimulatorStats;
  /** Stops listening, breaks open connections, and resolves when everything is closed. */
  close(): Promise<void>;
}

/** Names the fault that one request asks for. */
const FAULT_HEADER = "x-streamgauge-fault";
/** Settings of one reply. */
const SETTINGS_HEADER = "x-streamgauge-set";

/** Connections that may wait to be accepted: a load of thousands begins at once. */
const BACKLOG = 8192;
const MS_PER_SECOND = 1000;
/** Deno 2.6 counts a connection that the client closed twice, and then never tells that the server is closed. */
const MAX_CLOSE_MS = 100;

/**
 * Starts a simulator and resolves when it listens; `onTruth` is told what was really sent of each streamed reply. Throws a `DataError` where it cannot listen.
 */
export async function startSimulator(
  options: Partial<SimulatorOptions> = {},
  onTruth: ((truth: ReplyTruth) => void) | null = null,
): Promise<Simulator> {
  const server = new SimulatorServer({ ...DEFAULT_SIMULATOR_OPTIONS, ...options }, onTruth);
  await server.listen();
  return server;
}

class SimulatorServer implements Simulator, ConnectionHandler {
  readonly #services: Services;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  /** Headers are alike in many requests: parsed once. */
  readonly #settingsOfHeader = new Map<string, Read<ReplySettings>>();
  #workCount = 0;
  #port = 0;

  constructor(options: SimulatorOptions, onTruth: Services["onTruth"]) {
    const originEpochMs = takeOriginEpochMs();
    const clock = createClock(originEpochMs);
    const pace = new Pace(options);
    const scheduler = new Scheduler(clock, pace);
    const admission = new Admission(scheduler, { pace, maxRunning: options.maxRunning });
    const createdSeconds = () => Math.floor((originEpochMs + clock.nowMs()) / MS_PER_SECOND);
    this.#services = { options, scheduler, pace, admission, tally: new Tally(), onTruth, createdSeconds };
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get url(): string {
    const { host } = this.#services.options;
    return `http://${host.includes(":") ? `[${host}]` : host}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  listen(): Promise<void> {
    const { host, port } = this.#services.options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", (cause) => reject(toListenError(host, port, cause)));
      this.#server.listen({ host, port, backlog: BACKLOG }, () => {
        const address = this.#server.address();
        this.#port = typeof address === "object" && address !== null ? address.port : port;
        resolve();
      });
    });
  }

  stats(): SimulatorStats {
    const { tally, admission, scheduler } = this.#services;
    const { connections, requests, replies, aborted, events, promptTokens, generationTokens } = tally;
    return {
      uptimeMs: scheduler.nowMs(),
      ...{ connections, requests, replies, aborted, events, promptTokens, generationTokens },
      running: admission.running,
      waiting: admission.waiting,
      peakRunning: admission.peakRunning,
      faults: { ...tally.faults },
      latenessMs: tally.lateness.toStats(),
      ttftMs: tally.ttft.toStats(),
      itlMs: tally.itl.toStats(),
      replyMs: tally.reply.toStats(),
    };
  }

  close(): Promise<void> {
    this.#services.scheduler.stop();
    const closed = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, MAX_CLOSE_MS);
      this.#server.close(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    for (const connection of this.#connections) connection.destroy();
    return closed;
  }

  onRequest(request: HttpRequest, connection: Connection): void {
    const { scheduler, pace, tally } = this.#services;
    const arrivedAtMs = scheduler.nowMs();
    tally.requests++;
    pace.advance(arrivedAtMs);
    const handle = () => {
      if (!connection.isClosed) this.#handle(request, { connection, arrivedAtMs });
      return false;
    };
    // A server that stands still looks at nothing until it goes on.
    if (pace.isStalled) scheduler.addPaced({ atMs: pace.nowMs, run: handle });
    else handle();
  }

  onProblem({ status, message }: HttpProblem, connection: Connection): void {
    const body = encode(JSON.stringify(errorObject("openai", { status, message })));
    const head = encodeHead(status, [
      ["content-type", "application/json"],
      ["content-length", String(body.length)],
      ["connection", "close"],
    ]);
    connection.write(join([head, body]));
    connection.close();
  }

  onClosed(connection: Connection): void {
    this.#connections.delete(connection);
  }

  #accept(socket: Socket): void {
    this.#services.tally.connections++;
    this.#connections.add(new Connection(socket, this));
  }

  #handle(request: HttpRequest, origin: { readonly connection: Connection; readonly arrivedAtMs: number }): void {
    const { options, scheduler, tally } = this.#services;
    const isWorkAsked = isWork(request.path) && request.method === "POST";
    // What is sent depends on the seed and on the number of the request, not on what happened before.
    const random = createRandom(deriveSeed(options.seed, isWorkAsked ? `request ${this.#workCount++}` : "information"));
    const fault = this.#chooseFault(request, isWorkAsked ? drawFault(options.faults, random) : null);
    const settings = this.#chooseSettings(request);
    const parts = { request, random, settings: options, fault: null, isWork: isWorkAsked, ...origin };
    if ("expected" in fault) return refuse(new Exchange(this.#services, parts), FAULT_HEADER, fault.expected);
    if ("expected" in settings) return refuse(new Exchange(this.#services, parts), SETTINGS_HEADER, settings.expected);
    const exchange = new Exchange(this.#services, { ...parts, fault: fault.value, settings: settings.value });
    if (fault.value !== null) tally.countFault(fault.value.name);
    if (fault.value?.name !== "slow_headers") return route(exchange);
    scheduler.after(fault.value.argument ?? 0, () => {
      if (!exchange.isOver) route(exchange);
    });
  }

  #chooseFault({ headers }: HttpRequest, drawn: Fault | null): Read<Fault | null> {
    const asked = headers.get(FAULT_HEADER);
    if (asked === undefined) return { value: drawn };
    return asked === "none" ? { value: null } : parseFault(asked);
  }

  #chooseSettings({ headers }: HttpRequest): Read<ReplySettings> {
    const { options } = this.#services;
    const header = headers.get(SETTINGS_HEADER);
    if (header === undefined) return { value: options };
    const known = this.#settingsOfHeader.get(header);
    if (known !== undefined) return known;
    const read = readReplySettings(header);
    const settings = "value" in read ? { value: { ...options, ...read.value } } : read;
    // A client that never repeats itself must not fill the memory.
    if (this.#settingsOfHeader.size < 1000) this.#settingsOfHeader.set(header, settings);
    return settings;
  }
}

function refuse(exchange: Exchange, header: string, expected: string): void {
  exchange.sendError(400, `Header ${header}: ${expected}`, header);
}

function toListenError(host: string, port: number, cause: Error): DataError {
  return new DataError(`Cannot listen on ${host}:${port}: ${cause.message}`, {
    cause,
    hint: "Is the port in use? --port 0 takes any free one",
  });
}
