import { totalmem } from "node:os";
import { serveAgent } from "../../agents/agent/serve_agent.ts";
import type { ServeEnd } from "../../agents/agent/serve_agent.ts";
import type { AgentValues } from "../../config/options/agent_options.ts";
import { toMs } from "../../config/texts/duration_text.ts";
import { readAgentsPlace } from "../../config/texts/agents_place.ts";
import type { Environment } from "../../config/parsing/environment.ts";
import { escapePattern } from "../../core/escape_pattern.ts";
import { createClock } from "../../core/clock.ts";
import { drawId } from "../../core/random.ts";
import { UsageError } from "../../core/errors.ts";
import { maskUrl } from "../../core/secret_mask.ts";
import { VERSION } from "../../core/version.ts";
import { startWorkerShard } from "../../shards/links/worker_shard.ts";
import { isLoopback } from "../bus/bus_settings.ts";
import { toFileName } from "./fleet_states.ts";
import { openAgentMaker } from "./agent_maker.ts";
import { openResultFile } from "./result_file.ts";

/** Who stops an agent, and who hears of it. */
export interface ServeWatch {
  readonly stop: AbortSignal;
  readonly env: Environment;
  readonly log: (line: string) => void;
}

/** Carries load for the runs that come over the bus. */
export async function serve(values: AgentValues, { stop, log, env }: ServeWatch): Promise<ServeEnd> {
  const { bus_token: token, bus_creds: credsPath, bus_ca: authorityPath, allow_target: allowed } = values;
  const host = Deno.hostname();
  const name = values.agent_name ?? `${host}-${Deno.pid}`;
  await using keeping = await openKeepFolder(values.keep);
  if (allowed.length === 0) log("Load may go to any address: --allow-target says which it may go to");
  return await serveAgent({
    bus: { url: readBus(values), token, credsPath, authorityPath },
    self: {
      name,
      incarnation: drawId(16),
      host,
      cores: navigator.hardwareConcurrency,
      memoryBytes: totalmem(),
      version: VERSION,
      loops: values.shards,
    },
    // From the epoch on, so that results can say how clocks stand to each other; it never steps.
    clock: createClock(0),
    isOnce: values.once,
    waitMs: toMs(values.agent_wait) ?? 0,
    startLoop: startWorkerShard,
    spillFolder: keeping.folder,
    openMaker: (recipe) => openAgentMaker(recipe, { stop, log }),
    openKeeper: (settings, { id, phase }) => {
      const folder = `${keeping.folder}/${id}/${phase}/agents`;
      return openResultFile(settings, { folder, agent: name, fileName: toFileName(name) });
    },
    allowsModules: values.allow_modules,
    serviceKey: env["STREAMGAUGE_API_KEY"] ?? env["OPENAI_API_KEY"] ?? null,
    objection: (target) => findObjection(target, allowed),
    stop,
    log,
  });
}

/** Where records stay; a temporary folder goes with the agent. */
async function openKeepFolder(folder: string | null): Promise<AsyncDisposable & { readonly folder: string }> {
  if (folder !== null) {
    await Deno.mkdir(folder, { recursive: true });
    return { folder, async [Symbol.asyncDispose]() {} };
  }
  const made = await Deno.makeTempDir({ prefix: "streamgauge_agent_" });
  return { folder: made, [Symbol.asyncDispose]: () => Deno.remove(made, { recursive: true }) };
}

function readBus({ bus, bus_token: token, bus_creds: credsPath, insecure }: AgentValues): string {
  const read = readAgentsPlace(bus);
  if ("expected" in read || read.value.kind !== "running") {
    throw new UsageError("--bus must be nats://HOST:PORT or tls://HOST:PORT: an agent starts no bus");
  }
  if (token === null && credsPath === null && !insecure && !isLoopback(read.value.host)) {
    throw new UsageError(`The bus at ${read.value.url} is used without credentials`, {
      hint: "Set STREAMGAUGE_BUS_TOKEN, or name a key with --creds; --insecure goes without",
    });
  }
  return read.value.url;
}

/** Says why load may not go to an address; `null`: it may. */
export function findObjection(target: string, allowed: readonly string[]): string | null {
  if (allowed.length === 0 || allowed.some((pattern) => toPattern(pattern).test(target))) return null;
  return `its operator allows no load to ${maskUrl(target)}, only to ${allowed.join(", ")}`;
}

function toPattern(pattern: string): RegExp {
  return new RegExp(`^${pattern.split("*").map(escapePattern).join(".*")}$`);
}
