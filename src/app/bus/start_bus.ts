import { toServerConfig } from "./bus_settings.ts";
import type { BusAccess } from "./bus_settings.ts";
import { findNatsServer } from "./find_server.ts";
import type { SearchEnvironment } from "./find_server.ts";
import { createClock } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import { startGuarded } from "../local/guarded_process.ts";

/** What bus to start. */
export interface BusOptions {
  readonly host: string;
  readonly port: number;
  /** `null`: a temporary folder, removed at the end. */
  readonly store: string | null;
  readonly access: BusAccess;
  readonly env: SearchEnvironment;
}

/** A bus of ours; it ends when this process ends, however that happens. */
export interface RunningBus extends AsyncDisposable {
  readonly url: string;
  /** Settles when the server has ended, with its exit code. */
  readonly ended: Promise<number>;
}

const START_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 20;
const GRACE_SECONDS = 5;

/** Starts nats-server with the settings that records and agents need, and waits until it listens. */
export async function startBus({ host, port, store, access, env }: BusOptions): Promise<RunningBus> {
  const program = await findNatsServer(env);
  const folder = await Deno.makeTempDir({ prefix: "streamgauge_bus_" });
  const logPath = `${folder}/nats.log`;
  const config = toServerConfig({ host, port, store: store ?? `${folder}/streams`, portsFolder: folder, access });
  await Deno.writeTextFile(`${folder}/bus.conf`, config, { mode: 0o600 });
  const guarded = startGuarded({
    command: [program, "-c", `${folder}/bus.conf`],
    env: {},
    logPath,
    graceSeconds: GRACE_SECONDS,
  });
  const stop = async () => {
    await guarded[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  };
  try {
    const url = await waitForAddress(folder, guarded.ended);
    return {
      url: access.kind === "keys" ? url.replace("nats:", "tls:") : url,
      ended: guarded.ended,
      [Symbol.asyncDispose]: stop,
    };
  } catch (cause) {
    const log = await Deno.readTextFile(logPath).catch(() => "");
    await stop();
    throw new DataError(`The bus does not start at ${host}:${port}`, { cause, hint: lastLine(log) });
  }
}

interface Ports {
  readonly nats?: readonly string[];
  readonly tls?: readonly string[];
}

async function waitForAddress(folder: string, ended: Promise<number>): Promise<string> {
  const clock = createClock();
  const untilMs = clock.nowMs() + START_LIMIT_MS;
  const gone = new AbortController();
  void ended.then(() => gone.abort());
  while (!gone.signal.aborted && clock.nowMs() < untilMs) {
    const address = await readAddress(folder);
    if (address !== null) return address;
    await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, gone.signal);
  }
  throw new Error(gone.signal.aborted ? "It ended at once" : "It does not say where it listens");
}

async function readAddress(folder: string): Promise<string | null> {
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".ports")) continue;
    const text = await Deno.readTextFile(`${folder}/${name}`);
    // The file is there before its text.
    if (!text.trimEnd().endsWith("}")) return null;
    const { nats = [], tls = [] } = JSON.parse(text) as Ports;
    return nats[0] ?? tls[0] ?? null;
  }
  return null;
}

function lastLine(log: string): string {
  return log.trim().split("\n").at(-1) ?? "It wrote nothing";
}
