import type { RunPlan } from "../../config/run_plan.ts";
import { PROTOCOL_VERSION } from "../../shards/protocol/messages.ts";
import type { ShardLink, ShardSetup } from "../../shards/protocol/messages.ts";
import { createShardPool } from "../../shards/coordinator/shard_pool.ts";
import type { ShardPool } from "../../shards/coordinator/shard_pool.ts";
import type { ChosenTransport } from "../../transport/choose_transport.ts";
import { openDialect } from "../service/open_dialect.ts";
import { readTransportSettings, toEndpoints } from "../service/transport_settings.ts";
import { loadCalibrations } from "../calibration/calibration_store.ts";
import { testEndpoints } from "../service/test_endpoints.ts";
import type { ConnectionTest } from "../service/connection_check.ts";
import { countLoops } from "../service/loop_count.ts";
import { startLocalService } from "../local/local_service.ts";
import type { MachineLimits } from "../run/machine_limits.ts";
import type { LoadHost, RemoteLoops } from "../run/load_host.ts";
import type { RunListener, StopSignals } from "../run/run_listener.ts";
import type { RunOutput } from "../output/run_output.ts";
import type { RunWorld } from "../step/run_world.ts";
import type { CounterSource } from "../run/token_counter.ts";
import { createTokenFiller } from "../step/token_filler.ts";
import type { TokenFiller } from "../step/token_filler.ts";
import { openBodies } from "../workload/open_bodies.ts";
import { openWorkload } from "../workload/open_workload.ts";
import type { Workload } from "../workload/workload.ts";

/** Everything a run needs, opened; disposing closes it. */
export interface OpenWorld extends AsyncDisposable {
  readonly world: RunWorld;
  /** `false`: interrupted before the first step. */
  readonly isReady: boolean;
}

interface OpenOptions {
  readonly host: LoadHost;
  readonly listener: RunListener;
  readonly stop: StopSignals;
  readonly output: RunOutput;
  readonly chosen: ChosenTransport;
  readonly limits: MachineLimits;
  /** The first event loop, which was started before; `null`: loops of other machines carry the load. */
  readonly early: ShardLink | null;
}

/** Loads the data, tests the connection and starts the shards. */
export async function openWorld(plan: RunPlan, options: OpenOptions): Promise<OpenWorld> {
  const { host, listener, stop, chosen } = options;
  const { originEpochMs, clock } = host;
  await using opened = new AsyncDisposableStack();
  let remote: RemoteLoops | null = null;
  const transport = await readTransportSettings(plan.target, chosen);
  const service = opened.use(await openDialect(plan));
  const pool = createShardPool({
    // What other machines lend is known before one of theirs is started.
    startShard: (index) => remote?.startShard(index) ?? (index === 0 ? options.early : null) ?? host.startShard(index),
    clock,
    onDebug: (line) => listener.log("debug", line),
    onIdleLoss: (shard, reason) => listener.log("warn", `Event loop ${shard} was lost between two steps (${reason})`),
    setup: toSetup(plan, { dialect: service.choice, transport }),
  });
  opened.defer(() => pool.close());
  const first = openFirst(pool, options);
  // What goes wrong before anybody waits for it is what the user hears of.
  first.catch(() => {});
  const workload = opened.use(await openWorkload({ plan, listener, signal: stop.admitting }));
  await workload.check();
  const bodies = opened.use(openBodies(service, { listener, signal: stop.admitting }));
  const local = opened.use(
    await startLocalService(plan, { clock, listener, signal: stop.admitting, folder: options.output.folder }),
  );
  const test = local?.isReady === false
    ? { isReady: false, eventsPerSecond: null }
    : await testEndpoints(plan, { host, listener, signal: stop.admitting, transport, dialect: service.dialect });
  remote = opened.use(test.isReady ? await gatherLoops(plan, options) : null);
  const [calibrations] = await Promise.all([loadCalibrations(plan.workload.hub.cacheDir), first]);
  await pool.open((remote?.count ?? chooseShards(plan, options, test)) - pool.count);
  const filler = openFiller({ plan, host, listener, stop, workload, counters: opened.use(new DisposableStack()) });
  // Event loops end before what they are connected to.
  opened.defer(() => pool.close());
  remote?.onLeaving((machine) => pool.retire(machine));
  remote?.onJoining((count, options) => pool.grow(count, options));
  const shared = { plan, originEpochMs, clock, bodies, workload, filler, pool, remote, listener, stop };
  const world = { ...shared, transport: chosen.name, arrivals: chosen.arrivals, poller: chosen.poller, calibrations };
  const owned = opened.move();
  return {
    world,
    isReady: test.isReady && (remote === null || remote.count > 0),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What the event loops are told of a plan. */
function toSetup({ target, load, workload, output }: RunPlan, parts: Pick<ShardSetup, "dialect" | "transport">) {
  return {
    ...parts,
    version: PROTOCOL_VERSION,
    endpoints: toEndpoints(target),
    endpointRule: target.endpointRule,
    engine: load.engine,
    generation: workload.generation,
    countsText: workload.tokenizerPath !== null,
    isDebug: output.debug,
  };
}

/** The first event loop gets ready while data are read and the connection is tried; other machines are not known by then. */
async function openFirst(pool: ShardPool, { host }: OpenOptions): Promise<void> {
  if (host.gatherLoops === undefined) await pool.open(1);
}

interface FillerParts extends Pick<OpenOptions, "host" | "listener" | "stop"> {
  readonly plan: RunPlan;
  readonly workload: Workload;
  /** Closes what counts. */
  readonly counters: DisposableStack;
}

function openFiller({ plan, host, listener, stop, workload, counters }: FillerParts): TokenFiller {
  const { tokenizerPath, hub, images } = plan.workload;
  const source: CounterSource = {
    location: tokenizerPath,
    hub,
    load: () => workload.loadTokenizer(),
  };
  return createTokenFiller({
    openCounter: async () => counters.use(await host.openTokenCounter(source)),
    imagePatchPx: images.patchPx,
    onFirstUse: ({ name }) =>
      listener.log("warn", `The service states no token usage: counting with the tokenizer ${name}`),
    signal: stop.running,
  });
}

/** Where no limit of slots is set: as many as one event loop is sure to carry. */
const OPEN_LOOP_SLOTS = 512;

function chooseShards(plan: RunPlan, { chosen, limits, listener }: OpenOptions, test: ConnectionTest): number {
  const { shards, sla } = plan;
  if (shards > 0) return shards;
  const most = sla?.variable === "parallel" ? sla.upperBound : 0;
  const slots = Math.max(most, mostSlotsOf(plan) ?? OPEN_LOOP_SLOTS);
  const need = { slots, eventsPerSecond: test.eventsPerSecond, transport: chosen.name };
  const loops = countLoops(need, limits);
  if (loops > 1) {
    listener.log("info", `Event loops: ${loops}, for ${slots} requests at once (--shards sets their number)`);
  }
  return loops;
}

async function gatherLoops(
  plan: RunPlan,
  { host, listener, stop, output: { folder, finished } }: OpenOptions,
): Promise<RemoteLoops | null> {
  const firstStep = plan.sla === null ? plan.steps.find(({ name }) => !finished.has(name))?.name ?? null : null;
  const options = { mostSlots: mostSlotsOf(plan), folder, firstStep, listener, signal: stop.admitting };
  return await host.gatherLoops?.(options) ?? null;
}

/** The most slots of any step; `null`: one has no limit. */
function mostSlotsOf({ steps }: RunPlan): number | null {
  const slots = steps.map(({ parallel }) => parallel);
  return slots.includes(null) ? null : Math.max(...slots.map((count) => count ?? 0));
}
