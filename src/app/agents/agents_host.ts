import type { NatsConnection } from "@nats-io/nats-core";
import { Fleet } from "../../agents/coordinator/fleet.ts";
import { FolderClaim } from "../../agents/coordinator/folder_claim.ts";
import type { RemoteAgent } from "../../agents/coordinator/remote_agent.ts";
import { connectBus, NoBusError } from "../../agents/wire/connect_bus.ts";
import type { BusAddress } from "../../agents/wire/connect_bus.ts";
import type { AgentsPlan } from "../../config/agents_plan.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { Environment } from "../../config/parsing/environment.ts";
import { shiftClock } from "../../core/clock.ts";
import { UsageError } from "../../core/errors.ts";
import { drawId } from "../../core/random.ts";
import { VERSION } from "../../core/version.ts";
import { toBusOptions } from "../bus/bus_plan.ts";
import { isLoopback, KEY_FILES } from "../bus/bus_settings.ts";
import { startBus } from "../bus/start_bus.ts";
import type { GatherOptions, LoadHost, RemoteLoops } from "../run/load_host.ts";
import { createFleetEvents } from "./fleet_events.ts";
import { JoinedAgents } from "./joined_agents.ts";
import { refuseOtherSecrets } from "./own_secrets.ts";

/** Makes of a host of this machine one whose load agents carry. A run that they still carry has its clock already. */
export async function withAgents(host: LoadHost, plan: RunPlan, env: Environment): Promise<LoadHost> {
  const { agents } = plan;
  if (agents === null) return host;
  const originEpochMs = await findOrigin(plan, agents) ?? host.originEpochMs;
  const aheadMs = host.originEpochMs - originEpochMs;
  const clock = shiftClock(host.clock, aheadMs);
  const setClockAhead = (byMs: number): void => clock.shift(aheadMs + byMs);
  const own = { ...host, originEpochMs, clock };
  return { ...own, gatherLoops: (options) => gather({ host: own, plan, agents, env, setClockAhead }, options) };
}

/** Where the clock stood at 0 of a run that another coordinator left in the middle of a step; `null`: there is none. */
async function findOrigin({ resumeFolder }: RunPlan, agents: AgentsPlan): Promise<number | null> {
  if (resumeFolder === null || agents.place.kind !== "running") return null;
  const connection = await connectIfThere(toAddress(agents, agents.place));
  if (connection === null) return null;
  try {
    const claim = await FolderClaim.find(connection, await Deno.realPath(resumeFolder));
    return claim?.phase?.originEpochMs ?? null;
  } finally {
    await connection.close();
  }
}

/** A bus that is not there carries nothing; it is waited for when agents are. */
async function connectIfThere(address: BusAddress): Promise<NatsConnection | null> {
  try {
    return await connectBus(address, { role: "coordinator", incarnation: drawId(8) });
  } catch (cause) {
    if (cause instanceof NoBusError) return null;
    throw cause;
  }
}

/** Where there are more agents, they do not all tell the coordinator, but so many one of them. */
const FLAT_UP_TO = 100;
const FAN_IN = 32;

interface GatherParts {
  readonly host: LoadHost;
  readonly plan: RunPlan;
  readonly agents: AgentsPlan;
  readonly env: Environment;
  readonly setClockAhead: (byMs: number) => void;
}

async function gather(
  { host, plan, agents, env, setClockAhead }: GatherParts,
  options: GatherOptions,
): Promise<RemoteLoops> {
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
    untilMs: host.clock.nowMs() + agents.waitMs,
    stop: signal,
    step: options.firstStep,
    setClockAhead,
    hasOwnKeys: agents.secrets === "env",
    tree: { flatUpTo: agents.fanIn === null ? FLAT_UP_TO : 0, fanIn: agents.fanIn ?? FAN_IN },
    onJoining: (agent) => events.onJoining(agent),
    onLeaving: (agent) => events.onLeaving(agent),
  });
  opened.defer(() => fleet.close());
  const members = fleet.takenUp === null
    ? await gatherMembers(fleet, { agents, bus, log, signal })
    : fleet.roster.parts();
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

interface Gathering extends Pick<GatherOptions, "signal"> {
  readonly agents: AgentsPlan;
  readonly bus: BusAddress;
  readonly log: (line: string) => void;
}

async function gatherMembers(fleet: Fleet, { agents, bus, log, signal }: Gathering): Promise<readonly RemoteAgent[]> {
  const wanted = agents.min === 1 ? "an agent" : `${agents.min} agents`;
  log(`Waiting for ${wanted} at ${bus.url}: streamgauge agent --bus ${bus.url}`);
  return await fleet.roster.gather(agents.min, agents.waitMs, signal);
}

/** The bus that was named, or one that is started here. */
async function openBus(agents: AgentsPlan, env: Environment, opened: AsyncDisposableStack): Promise<BusAddress> {
  const { place, token, keysFolder, isInsecure } = agents;
  if (place.kind === "running") return toAddress(agents, place);
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

function toAddress(
  { token, credsPath, authorityPath, isInsecure }: AgentsPlan,
  { url, host }: Extract<AgentsPlan["place"], { readonly kind: "running" }>,
): BusAddress {
  if (token === null && credsPath === null && !isInsecure && !isLoopback(host)) {
    throw new UsageError(`The bus at ${url} is used without credentials`, {
      hint: "Set STREAMGAUGE_BUS_TOKEN, or name a key with --bus-creds; --agents-insecure goes without",
    });
  }
  return { url, token, credsPath, authorityPath };
}
