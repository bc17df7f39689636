import type { Fleet } from "../../agents/coordinator/fleet.ts";
import type { RemoteAgent } from "../../agents/coordinator/remote_agent.ts";
import { MAX_STREAM_BYTES } from "../../agents/coordinator/record_stream.ts";
import { checkOf } from "../../agents/wire/item_stubs.ts";
import type { AgentsPlan } from "../../config/agents_plan.ts";
import type { Clock } from "../../core/clock.ts";
import type { WorkItem } from "../../core/work_item.ts";
import type { Machine, ShardLink } from "../../shards/protocol/messages.ts";
import type {
  CarriedStep,
  GatherOptions,
  GrowLoops,
  MissingResults,
  RemoteHealth,
  RemoteLoops,
  RemotePhase,
} from "../run/load_host.ts";
import { readFreeBytes } from "../run/free_disk.ts";
import { AgentBooks } from "./agent_books.ts";
import type { FleetEvents } from "./fleet_events.ts";
import { awaitAllStates, collectFiles, FleetStates } from "./fleet_states.ts";
import { placeLoops, placesOf } from "./loop_places.ts";
import type { LoopPlace } from "./loop_places.ts";

interface JoinedParts {
  readonly fleet: Fleet;
  readonly members: readonly RemoteAgent[];
  readonly events: FleetEvents;
  readonly options: GatherOptions;
  readonly plan: AgentsPlan;
  /** Event loops of each agent; 0: as many as pay. */
  readonly shards: number;
  readonly clock: Clock;
  readonly originEpochMs: number;
  readonly bytesPerSecond: number;
  /** Where the results go. */
  readonly folder: string;
}

/** All loops are told of a phase before it begins, wherever they are. */
const LEAST_LEAD_MS = 500;
const ROUND_TRIPS_OF_LEAD = 10;

/** The event loops of agents that have joined a run. */
export class JoinedAgents implements RemoteLoops {
  readonly #parts: JoinedParts;
  readonly #owned: AsyncDisposableStack;
  readonly #places: LoopPlace[];
  readonly #books: AgentBooks;
  readonly states: FleetStates;
  readonly #growing = new Set<Promise<void>>();
  #carried: CarriedStep | null;
  #silentMs = 0;

  constructor(parts: JoinedParts, owned: AsyncDisposableStack) {
    const { clock, originEpochMs, members } = parts;
    this.#parts = parts;
    this.states = new FleetStates(parts.fleet);
    this.#owned = owned;
    const { takenUp } = parts.fleet;
    this.#carried = takenUp && { ...takenUp, loops: takenUp.carriers.flatMap(({ loops }) => loops).length };
    this.#places = [...placesOf(parts.fleet) ?? placeLoops(members, this.#need())];
    this.#books = new AgentBooks({ clock, originEpochMs, loopsOf: (agent) => this.#loopsOf(agent) });
  }

  get count(): number {
    return this.#places.length;
  }

  get maxBodyBytes(): number {
    return this.#parts.fleet.maxBodyBytes;
  }

  get bytesPerSecond(): number {
    return this.#parts.bytesPerSecond;
  }

  get makesItems(): boolean {
    return this.#parts.fleet.makesItems;
  }

  async letMake(making: { readonly recipe: string; readonly first: WorkItem } | null): Promise<void> {
    const order = making && { kind: "make", recipe: making.recipe, check: checkOf(making.first) } as const;
    await this.#parts.fleet.letMake(order);
  }

  startShard(index: number): ShardLink {
    const place = this.#places[index];
    if (place === undefined) throw new Error(`There is no event loop ${index}`);
    const { agent, loop } = place;
    const weight = this.#parts.plan.weights === "cores" ? agent.asked.cores : 1;
    return this.#parts.fleet.openLoop(agent, { loop, weight: weight / this.#loopsOf(agent).length });
  }

  startLeadMs(): number {
    const roundTrips = this.#parts.fleet.roster.parts().map(({ beat }) => beat?.clock?.roundTripMs ?? 0);
    return Math.max(LEAST_LEAD_MS, ROUND_TRIPS_OF_LEAD * Math.max(0, ...roundTrips));
  }

  onLeaving(tell: (machine: Machine) => void): void {
    this.#parts.events.onLeaving = tell;
  }

  onJoining(grow: GrowLoops): void {
    this.#parts.events.onJoining = (agent) => this.#admit(agent, grow);
  }

  async beginPhase({ isLast, isCarried, kept }: RemotePhase): Promise<void> {
    const { fleet, plan: { isElastic } } = this.#parts;
    const { roster } = fleet;
    roster.letMoreJoin(!isLast || isElastic);
    await Promise.all(this.#growing);
    if (!isCarried) await fleet.memory.begin();
    await fleet.kept.begin(kept, roster.parts());
    this.#books.begin(roster.all());
    fleet.backlog.takePeak();
    fleet.busWatch.take();
  }

  async noteCarried(carried: Pick<CarriedStep, "step" | "startAtMs">): Promise<void> {
    const { fleet, originEpochMs } = this.#parts;
    await fleet.memory.note({ ...carried, originEpochMs });
  }

  takeCarried(): CarriedStep | null {
    const carried = this.#carried;
    this.#carried = null;
    this.#silentMs = carried?.silentMs ?? 0;
    return carried;
  }

  async awaitStates(): Promise<readonly MissingResults[]> {
    const { fleet, clock } = this.#parts;
    const missing = await awaitAllStates(fleet, clock);
    return missing.map(({ agent, loop, records }) => ({
      shard: this.#places.findIndex((place) => place.agent === agent && place.loop === loop),
      requests: records,
    }));
  }

  async collect(folder: string): Promise<void> {
    const { fleet, plan: { collects }, options: { listener } } = this.#parts;
    if (!collects) return;
    for (const problem of await collectFiles(fleet, `${folder}/agents`)) listener.log("warn", problem);
  }

  agentOf(index: number): string {
    return this.#places[index]?.agent.name ?? "";
  }

  async report(): Promise<RemoteHealth> {
    const { fleet, folder } = this.#parts;
    const { messages, bytes } = fleet.backlog.takePeak();
    const { goneMs, interruptions } = fleet.busWatch.take();
    const silentMs = this.#silentMs;
    this.#silentMs = 0;
    return {
      agents: this.#books.describe(fleet.roster.all()),
      coordinator: {
        peakWaitingBatches: messages,
        peakWaitingBytes: bytes,
        maxWaitingBytes: MAX_STREAM_BYTES,
        busGoneSeconds: goneMs / 1000,
        busInterruptions: interruptions,
        coordinatorGoneSeconds: silentMs / 1000,
        freeDiskBytes: await readFreeBytes(folder),
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }

  /** Takes in an agent that came after the beginning. */
  #admit(agent: RemoteAgent, grow: GrowLoops): void {
    const { options: { listener }, plan: { isElastic } } = this.#parts;
    const places = placeLoops([agent], this.#need());
    this.#places.push(...places);
    if (isElastic) {
      this.#books.admit(agent);
      // What it is given nobody else knows of.
      this.#parts.fleet.memory.forget();
    }
    const when = isElastic ? "from now on" : "from the next phase on";
    listener.log("info", `Agent ${agent.name} came later, and carries load ${when}`);
    const growing = this.#grow(agent, () => grow(places.length, { joinsPhase: isElastic }))
      .finally(() => this.#growing.delete(growing));
    this.#growing.add(growing);
  }

  /** It must know what it keeps before it carries anything. */
  async #grow(agent: RemoteAgent, grow: () => Promise<void>): Promise<void> {
    await this.#parts.fleet.prepare(agent);
    if (this.#parts.plan.isElastic) await this.#parts.fleet.kept.admit(agent);
    await grow();
  }

  #loopsOf(agent: RemoteAgent): readonly number[] {
    return this.#places.flatMap((place, index) => place.agent === agent ? [index] : []);
  }

  #need() {
    const { options: { mostSlots }, shards, members } = this.#parts;
    return { mostSlots, shards, agents: members.length };
  }
}
