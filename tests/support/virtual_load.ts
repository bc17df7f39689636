import { DEFAULT_ENGINE } from "../../src/core/engine_settings.ts";
import { DEFAULT_TRANSPORT } from "./default_transport.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import type { WorkItem } from "../../src/core/work_item.ts";
import type { LoopLoss, PhaseLoad } from "../../src/shards/coordinator/phase_course.ts";
import { createShardPool } from "../../src/shards/coordinator/shard_pool.ts";
import type { ShardPool, ShardPoolOptions } from "../../src/shards/coordinator/shard_pool.ts";
import { PROTOCOL_VERSION } from "../../src/shards/protocol/messages.ts";
import type { ShardStatus } from "../../src/shards/protocol/messages.ts";
import { PLAIN_GENERATION } from "./plain_generation.ts";
import { makeItem } from "./make_item.ts";
import { ScriptedService } from "./scripted_service.ts";
import type { ScriptedServiceOptions } from "./scripted_service.ts";
import { VirtualHost } from "./virtual_host.ts";

/** One phase over event loops in virtual time. */
export interface VirtualPhase {
  /** `null`: no limit. */
  readonly slots: number | null;
  readonly number: number;
  /** When item i is due. */
  readonly dueAtMs?: (index: number) => number;
  /** How long it takes to make an item. */
  readonly makingMs?: number;
  readonly over?: Partial<PhaseLoad>;
}

/** The same, with its event loops and its service. */
export interface VirtualLoad extends VirtualPhase {
  readonly shards: number;
  readonly service?: ScriptedServiceOptions;
  /** Called before the event loops start. */
  readonly prepareHost?: (host: VirtualHost) => void;
  /** Called before the phase begins. */
  readonly prepare?: (scene: VirtualScene) => void;
}

/** What a test can reach into. */
export interface VirtualScene {
  readonly host: VirtualHost;
  readonly pool: ShardPool;
}

/** What came of a phase. */
export interface VirtualOutcome extends VirtualScene {
  /** Items that were made. */
  readonly made: readonly number[];
  readonly records: readonly RequestRecord[];
  readonly statuses: readonly ShardStatus[];
  readonly losses: readonly LoopLoss[];
  readonly endAtMs: number;
}

/** What the agents of tests are set up with. */
export const POOL_SETUP: ShardPoolOptions["setup"] = {
  version: PROTOCOL_VERSION,
  dialect: { api: "openai", url: "http://service.test/v1/chat/completions", custom: null },
  endpoints: [{ name: "service", url: "http://service.test/v1/chat/completions", headers: {}, route: null }],
  endpointRule: { strategy: "round-robin", scope: "session" },
  transport: DEFAULT_TRANSPORT,
  engine: DEFAULT_ENGINE,
  generation: PLAIN_GENERATION,
  countsText: false,
  isDebug: false,
};

const NEVER = new AbortController().signal;

/** Starts event loops, carries a phase to its end and closes them. */
export async function runVirtualLoad(load: VirtualLoad): Promise<VirtualOutcome> {
  const host = new VirtualHost(new ScriptedService(load.service));
  load.prepareHost?.(host);
  const pool = await host.clock.run(openPool(host, load.shards));
  load.prepare?.({ host, pool });
  const outcome = await carryPhase({ host, pool }, load);
  pool.close();
  return outcome;
}

/** Carries a phase to its end. */
export async function carryPhase({ host, pool }: VirtualScene, phase: VirtualPhase): Promise<VirtualOutcome> {
  const made: number[] = [];
  const records: RequestRecord[] = [];
  const statuses: ShardStatus[] = [];
  const losses: LoopLoss[] = [];
  const load: PhaseLoad = {
    onAgentLost: "state",
    plan: {
      phase: "measured",
      startAtMs: host.clock.nowMs(),
      admitUntilMs: null,
      cutOffAtMs: null,
      isPaced: phase.dueAtMs !== undefined,
    },
    slots: phase.slots,
    carriedBy: 0,
    ahead: phase.slots === null ? 512 : Math.max(8, 2 * phase.slots),
    items: makeItems(phase, made, host),
    stops: { admitting: NEVER, continuing: NEVER, running: NEVER },
    onRecords(batch) {
      records.push(...batch);
      return Promise.resolve();
    },
    onStatus: (status) => statuses.push(status),
    onLost: (loss) => losses.push(loss),
    ...phase.over,
  };
  await host.clock.run(pool.runPhase(load));
  return { host, pool, made, records, statuses, losses, endAtMs: host.clock.nowMs() };
}

/** Starts event loops in virtual time. */
export async function openPool(host: VirtualHost, count: number): Promise<ShardPool> {
  const pool = createShardPool({
    clock: host.clock,
    startShard: (index) => host.startShard(index),
    onDebug: () => {},
    onIdleLoss: () => {},
    setup: POOL_SETUP,
  });
  await pool.open(count);
  return pool;
}

async function* makeItems(
  { number, dueAtMs, makingMs = 0 }: VirtualPhase,
  made: number[],
  { clock }: VirtualHost,
): AsyncGenerator<WorkItem> {
  for (let index = 0; index < number; index++) {
    if (makingMs > 0) await clock.sleepUntil(clock.nowMs() + makingMs, NEVER);
    made.push(index);
    yield makeItem({ index, dueAtMs: dueAtMs?.(index) ?? null });
  }
}
