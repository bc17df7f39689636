import { Fleet } from "../../agents/coordinator/fleet.ts";
import type { BusAddress } from "../../agents/wire/connect_bus.ts";
import type { AgentsPlan } from "../../config/agents_plan.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { Environment } from "../../config/parsing/environment.ts";
import { UsageError } from "../../core/errors.ts";
import { VERSION } from "../../core/version.ts";
import { toBusOptions } from "../bus/bus_plan.ts";
import { isLoopback, KEY_FILES } from "../bus/bus_settings.ts";
import { startBus } from "../bus/start_bus.ts";
import type { GatherOptions, LoadHost, RemoteLoops } from "../run/load_host.ts";
import { createFleetEvents } from "./fleet_events.ts";
import { JoinedAgents } from "./joined_agents.ts";
import { refuseOtherSecrets } from "./own_secrets.ts";

/** Makes of a host of this machine one whose load agents carry. */
export function withAgents(host: LoadHost, plan: RunPlan, env: Environment): LoadHost {
  const { agents } = plan;
  if (agents === null) return host;
  return { ...host, gatherLoops: (options) => gather({ host, plan, agents, env }, options) };
}

/** Where there are more agents, they do not all tell the coordinator, but so many one of them. */
const FLAT_UP_TO = 100;
const FAN_IN = 32;

interface GatherParts {
  readonly host: LoadHost;
  readonly plan: RunPlan;
  readonly agents: AgentsPlan;
  readonly env: Environment;
}

async function gather({ host, plan, agents, env }: GatherParts, options: GatherOptions): Promise<RemoteLoops> {
  if (agents.secrets === "env") refuseOtherSecrets(plan.target);
  await using opened = new AsyncDisposableStack();
  const { listener, signal } = options;
  const log = (line: string): void => listener.log("info", line);
  const bus = await openBus(agents, env, opened);
  const events = createFleetEvents();
  const fleet = await Fleet.open({
    bus,
    clock: host.clock,
    version: VERSION,
    user: `${env["USER"] ?? env["USERNAME"] ?? "somebody"}@${Deno.hostname()}`,
    folder: await Deno.realPath(options.folder),
    target: plan.target.displayUrl,
    log,
    hasOwnKeys: agents.secrets === "env",
    tree: { flatUpTo: agents.fanIn === null ? FLAT_UP_TO : 0, fanIn: agents.fanIn ?? FAN_IN },
    onJoining: (agent) => events.onJoining(agent),
    onLeaving: (agent) => events.onLeaving(agent),
  });
  opened.defer(() => fleet.close());
  log(`Waiting for ${agents.min} agents at ${bus.url}: streamgauge agent --bus ${bus.url}`);
  const members = await fleet.roster.gather(agents.min, agents.waitMs, signal);
  const bytesPerSecond = members.length === 0 ? Infinity : await fleet.measureBytesPerSecond();
  if (members.length > 0) log(`The bus carries ${(bytesPerSecond / 1e6).toFixed(0)} MB a second to them`);
  const owned = opened.move();
  return new JoinedAgents(
    {
      fleet,
      members,
      events,
      bytesPerSecond,
      options,
      plan: agents,
      shards: plan.shards,
      clock: host.clock,
      originEpochMs: host.originEpochMs,
      folder: plan.output.outputsDir,
    },
    owned,
  );
}

/** The bus that was named, or one that is started here. */
async function openBus(agents: AgentsPlan, env: Environment, opened: AsyncDisposableStack): Promise<BusAddress> {
  const { place, token, credsPath, authorityPath, keysFolder, isInsecure } = agents;
  if (place.kind === "running") {
    if (token === null && credsPath === null && !isInsecure && !isLoopback(place.host)) {
      throw new UsageError(`The bus at ${place.url} is used without credentials`, {
        hint: "Set STREAMGAUGE_BUS_TOKEN, or name a key with --bus-creds; --agents-insecure goes without",
      });
    }
    return { url: place.url, token, credsPath, authorityPath };
  }
  const access = { keys: keysFolder, token, isInsecure, insecureFlag: "--agents-insecure" };
  const bus = opened.use(await startBus(toBusOptions(place.listen, { access, store: null, env })));
  if (keysFolder === null) return { url: bus.url, token, credsPath: null, authorityPath: null };
  return {
    url: bus.url,
    token: null,
    credsPath: `${keysFolder}/${KEY_FILES.coordinator}`,
    authorityPath: `${keysFolder}/${KEY_FILES.authority}`,
  };
}
