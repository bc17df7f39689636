import { findFreePort } from "../support/free_port.ts";
import { programFromSource } from "../../scripts/program/program.ts";
import { startSimulator as startSimulatorProcess } from "../../scripts/program/simulator_process.ts";

/** What a server says it really sent; times in ms. */
export interface Truth {
  readonly ttft: { readonly mean: number; readonly p99: number };
  readonly gap: { readonly p99: number };
}

/** A server of known behaviour in a process of its own. */
export interface ServerUnderTest {
  readonly port: number;
  /** Ends the server and returns what it really sent; `null` where it cannot say. */
  stop(): Promise<Truth | null>;
}

/** How the server behaves. */
export interface ServerBehaviour {
  readonly tokens: number;
  readonly ttftMs: number;
  readonly itlMs: number;
}

/** Starts the server that `KNOWN_SERVER` names, else the simulator. */
export async function startServer(behaviour: ServerBehaviour): Promise<ServerUnderTest> {
  const known = Deno.env.get("KNOWN_SERVER");
  return known ? await startKnownServer(known, behaviour) : await startSimulator(behaviour);
}

async function startKnownServer(path: string, { tokens, ttftMs, itlMs }: ServerBehaviour): Promise<ServerUnderTest> {
  const port = await findFreePort();
  const args = [port, tokens, ttftMs, itlMs, 1].map(String);
  const server = new Deno.Command(path, { args, stdout: "piped", stderr: "inherit" }).spawn();
  await waitForPort(port);
  return {
    port,
    async stop() {
      server.kill("SIGTERM");
      const { stdout } = await server.output();
      const said = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "{}");
      return { ttft: said.ttft_ms, gap: said.gap_ms };
    },
  };
}

/** The simulator does not say what it really sent. */
async function startSimulator({ tokens, ttftMs, itlMs }: ServerBehaviour): Promise<ServerUnderTest> {
  const flags = ["--tokens", tokens, "--ttft", ttftMs, "--itl", itlMs].map(String);
  const simulator = await startSimulatorProcess(programFromSource(), flags);
  return {
    port: Number(new URL(simulator.url).port),
    async stop() {
      await simulator[Symbol.asyncDispose]();
      return null;
    },
  };
}

async function waitForPort(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`No server came up on port ${port}`);
}
