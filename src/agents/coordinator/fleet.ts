import type { JsMsg } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import { drawId } from "../../core/random.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import { decodeMessage } from "../../shards/protocol/codec.ts";
import type { FromShard, ShardLink } from "../../shards/protocol/messages.ts";
import { awaitBus } from "../wire/await_bus.ts";
import type { Patience } from "../wire/await_bus.ts";
import type { BusAddress } from "../wire/connect_bus.ts";
import { unwrap, WHOLE_ENVELOPE, wrap } from "../wire/envelope.ts";
import { watchLargestMessage } from "../wire/largest_message.ts";
import { InsistentSender } from "../wire/insistent_sender.ts";
import { readJsonBytes, toJsonBytes, WHOLE_AGENT } from "../wire/join.ts";
import type { AgentNews, AgentOrder, Beat, JoinAnswer, JoinRequest, MakeOrder } from "../wire/join.ts";
import { REQUEST_TIMEOUT_MS } from "../wire/lease_times.ts";
import { createSealingKeys } from "../wire/sealed_setup.ts";
import { decodeState } from "../wire/state_message.ts";
import type { LoopReport } from "../wire/taking_up.ts";
import { agentOf, JOIN_SUBJECT, subjectsOf } from "../wire/subjects.ts";
import type { RunSubjects } from "../wire/subjects.ts";
import { Backlog } from "./backlog.ts";
import { BusWatch } from "./bus_watch.ts";
import { watchClosedConnections } from "./closed_connections.ts";
import { startRun } from "./start_run.ts";
import type { FleetStart, StartOptions } from "./start_run.ts";
import { measureBytesPerSecond } from "./bus_probe.ts";
import type { FolderClaim } from "./folder_claim.ts";
import { KeptStates } from "./kept_states.ts";
import type { TreeShape } from "./kept_states.ts";
import { PhaseMemory } from "./phase_memory.ts";
import { openRecordStream } from "./record_stream.ts";
import type { RecordStream } from "./record_stream.ts";
import { RemoteLoop } from "./remote_loop.ts";
import type { RemoteAgent } from "./remote_agent.ts";
import type { TakenUpPhase } from "./take_run_up.ts";
import { Roster } from "./roster.ts";
import type { RosterOptions } from "./roster.ts";

/** What a run asks of a fleet. */
export interface FleetOptions
  extends Omit<RosterOptions, "senderKey" | "run" | "epoch" | "onLost">, StartOptions, Patience {
  readonly bus: BusAddress;
  /** Nothing secret is sent: agents have keys of their own. */
  readonly hasOwnKeys: boolean;
  readonly tree: TreeShape;
}

/** Agents on other machines, joined to one run. */
export class Fleet {
  readonly roster: Roster;
  readonly busWatch: BusWatch;
  readonly backlog: Backlog;
  readonly kept: KeptStates;
  readonly memory: PhaseMemory;
  /** How agents make the requests of this step; `null`: they come whole. */
  #making: MakeOrder | null = null;
  /** What a coordinator before this one began, and this one goes on with; `null`: it begins itself. */
  readonly takenUp: TakenUpPhase | null;
  readonly #claim: FolderClaim;
  readonly #clock: Clock;
  readonly #connection: NatsConnection;
  readonly #maxBytes: () => number;
  readonly #subjects: RunSubjects;
  readonly #keys = createSealingKeys();
  readonly #hasOwnKeys: boolean;
  readonly #sender: InsistentSender;
  readonly #over = new AbortController();
  #stream: RecordStream | null = null;
  /** Agents would soon have nothing to start. */
  #isDealingBehind: () => boolean = () => false;

  private constructor(connection: NatsConnection, { run, claim, takenUp }: FleetStart, options: FleetOptions) {
    this.takenUp = takenUp;
    this.#claim = claim;
    this.#connection = connection;
    this.#maxBytes = watchLargestMessage(connection);
    this.#clock = options.clock;
    this.#hasOwnKeys = options.hasOwnKeys;
    this.#subjects = subjectsOf(run);
    this.#sender = new InsistentSender(options.clock);
    this.kept = new KeptStates({ tree: options.tree, order: (agent, order) => this.order(agent, order) });
    this.memory = new PhaseMemory({ ...options, claim, sender: this.#sender, roster: () => this.roster });
    const onLost = (agent: RemoteAgent) => {
      this.kept.lose(agent);
      this.memory.forget();
    };
    this.roster = new Roster({ ...options, run, epoch: claim.epoch, senderKey: this.#keys.publicKey, onLost });
    this.roster.takeOver(takenUp?.carriers ?? [], takenUp?.agentCount ?? 0);
    this.busWatch = new BusWatch(connection, options);
    this.backlog = new Backlog({ ...options, read: () => this.memory.look() });
  }

  /** Connects to the bus and lets agents join from now on. */
  static async open(options: FleetOptions): Promise<Fleet> {
    const newRun = drawId(8);
    const connection = await awaitBus(options.bus, { role: "coordinator", incarnation: newRun }, options);
    try {
      const lost = Promise.withResolvers<DataError>();
      const start = await startRun(newRun, { connection, options, onTaken: lost.resolve });
      const fleet = new Fleet(connection, start, options);
      if (start.takenUp !== null) fleet.#goOn(start.takenUp);
      void lost.promise.then((cause) => fleet.roster.loseAll(cause.message));
      await fleet.#listen();
      return fleet;
    } catch (cause) {
      await connection.close();
      throw cause;
    }
  }

  /** Agents make the requests of this step. */
  get makesItems(): boolean {
    return this.#making !== null;
  }

  /** The largest body that fits into a message with what stands around it. */
  get maxBodyBytes(): number {
    return this.#maxBytes() - ITEM_ROOM_BYTES;
  }

  /** How many bytes a second go to all agents at once. */
  async measureBytesPerSecond(): Promise<number> {
    return await measureBytesPerSecond(this.roster.parts(), {
      connection: this.#connection,
      clock: this.#clock,
      subjects: this.#subjects,
      epoch: this.#claim.epoch,
      maxBytes: this.#maxBytes(),
    });
  }

  /** A link to one event loop of an agent. */
  openLoop(agent: RemoteAgent, { loop, weight }: { readonly loop: number; readonly weight: number }): ShardLink {
    const link = agent.loops.get(loop) ?? this.#addLoop(agent, loop, null);
    link.weight = weight;
    return link;
  }

  /** What its loops say is held from the first message on, until somebody goes on with their phase. */
  #goOn({ carriers, clockErrorMs, clockBoundMs, startAtMs }: TakenUpPhase): void {
    for (const { number, loops } of carriers) {
      const agent = this.roster.find(number);
      if (agent === null) continue;
      for (const report of loops) {
        const link = this.#addLoop(agent, report.loop, report);
        link.noteClockError(clockErrorMs + clockBoundMs, startAtMs);
      }
    }
  }

  #addLoop(agent: RemoteAgent, loop: number, report: LoopReport | null): RemoteLoop {
    const subject = this.#subjects.to(agent.number);
    const link = new RemoteLoop({
      machine: agent,
      hasOwnKeys: this.#hasOwnKeys,
      loop,
      epoch: this.#claim.epoch,
      report,
      watchDealing: (isBehind) => this.#isDealingBehind = isBehind,
      makesItems: () => this.makesItems,
      maxBytes: this.#maxBytes(),
      seal: (bytes) => this.#keys.seal(bytes, agent.asked.publicKey),
      send: (bytes) => this.#send(agent, subject, bytes),
    });
    agent.loops.set(loop, link);
    return link;
  }

  /** Agents make the requests of this step themselves; `null`: they come whole. Throws where one cannot. */
  async letMake(order: MakeOrder | null): Promise<void> {
    this.#making = order;
    await Promise.all(this.roster.parts().map((agent) => this.prepare(agent)));
  }

  /** One more agent is told how requests are made. */
  async prepare(agent: RemoteAgent): Promise<void> {
    if (this.#making === null) return;
    const objection = new TextDecoder().decode(await this.order(agent, this.#making));
    if (objection !== "") throw new DataError(`Agent ${agent.name} cannot make the requests: ${objection}`);
  }

  /** Gives an agent an order, however often it takes; resolves with its answer, an empty one where it is gone. */
  async order(agent: RemoteAgent, order: AgentOrder): Promise<Uint8Array> {
    const answered = Promise.withResolvers<Uint8Array>();
    const bytes = wrap(
      { ...WHOLE_ENVELOPE, loop: WHOLE_AGENT, number: 0, epoch: this.#claim.epoch },
      toJsonBytes(order),
    );
    this.#sender.send(async () => {
      if (!agent.isPart()) return answered.resolve(new Uint8Array());
      const reply = await this.#connection.request(this.#subjects.to(agent.number), bytes, {
        timeout: REQUEST_TIMEOUT_MS,
      });
      answered.resolve(reply.data);
    });
    return await answered.promise;
  }

  /** Lets the agents go. */
  async close(): Promise<void> {
    this.#claim.release();
    this.roster.close();
    for (const agent of this.roster.parts()) await this.#release(agent);
    this.#over.abort();
    this.#sender.stop();
    try {
      await this.#stream?.close();
      if (!this.#claim.isTaken) {
        await this.#claim.forgetPhase();
        await this.#stream?.remove();
      }
    } catch (cause) {
      // The bus is gone: what is left of the stream is removed by its age.
      this.busWatch.note(`The stream of records could not be removed: ${reasonOf(cause)}`);
    }
    await this.#connection.close();
  }

  async #listen(): Promise<void> {
    const { epoch } = this.#claim;
    const take = (delivery: JsMsg) => this.#takeRecords(delivery);
    const reader = { clock: this.#clock, epoch, mustWait: () => this.#isDealingBehind(), take };
    this.#stream = await openRecordStream(this.#connection, this.#subjects, reader);
    this.memory.open(this.#stream, this.takenUp?.firstSequence ?? null);
    this.#subscribe(this.#subjects.allFrom, (message) => this.#takeMessage(message));
    this.#subscribe(this.#subjects.allBeats, (message) => {
      const beat = readJsonBytes<Beat>(message.data);
      // Another coordinator has taken the run up: it answers.
      if (beat.epoch !== epoch) return;
      message.respond(toJsonBytes(this.roster.beat(agentOf(message.subject), beat)));
    });
    this.#subscribe(this.#subjects.states(null), (message) => {
      message.respond(toJsonBytes(this.kept.take(decodeState(message.data))));
    });
    this.#subscribe(JOIN_SUBJECT, (message) => this.#answerJoin(message));
    const { signal } = this.#over;
    const own = { signal, wasGoneSince: (atMs: number) => this.busWatch.wasGoneSince(atMs) };
    watchClosedConnections(this.#connection, (closed) => void this.roster.noteClosed(closed, own));
    void this.roster.watch(signal);
    void this.backlog.watch(signal);
    await this.#connection.flush();
  }

  #subscribe(subject: string, take: (message: Msg) => void): void {
    this.#connection.subscribe(subject, {
      callback: (error, message) => error === null ? take(message) : this.busWatch.note(error.message),
    });
  }

  #answerJoin(message: Msg): void {
    const answer: JoinAnswer | null = this.roster.join(readJsonBytes<JoinRequest>(message.data));
    if (answer !== null) message.respond(toJsonBytes(answer));
  }

  #takeMessage(message: Msg): void {
    const { envelope, message: bytes } = unwrap(message.data);
    // Another coordinator has taken the run up: it answers.
    if (envelope.epoch > this.#claim.epoch) return;
    message.respond();
    const agent = this.roster.find(agentOf(message.subject));
    if (agent === null) return;
    if (envelope.loop === WHOLE_AGENT) this.roster.news(agent, readJsonBytes<AgentNews>(bytes));
    else if (agent.isPart()) agent.loops.get(envelope.loop)?.take(envelope, decodeMessage(bytes) as FromShard, null);
  }

  #takeRecords(delivery: JsMsg): void {
    const agent = this.roster.find(agentOf(delivery.subject));
    const { envelope, message: bytes } = unwrap(delivery.data);
    const message = decodeMessage(bytes) as FromShard;
    const loop = agent?.loops.get(envelope.loop);
    if (agent?.isPart() && loop !== undefined) return loop.take(envelope, message, delivery);
    if (agent !== null && message.kind === "records") agent.late += message.records.length;
    delivery.ack();
  }

  #send(agent: RemoteAgent, subject: string, bytes: Uint8Array): void {
    this.#sender.send(async () => {
      if (agent.state === "lost") return;
      await this.#connection.request(subject, bytes, { timeout: REQUEST_TIMEOUT_MS });
    });
  }

  /** One try: whoever does not hear it stops by itself for want of answers to its beats. */
  async #release(agent: RemoteAgent): Promise<void> {
    const bytes = wrap(
      { ...WHOLE_ENVELOPE, loop: WHOLE_AGENT, number: 1, epoch: this.#claim.epoch },
      toJsonBytes({ kind: "close" }),
    );
    try {
      await this.#connection.request(this.#subjects.to(agent.number), bytes, { timeout: REQUEST_TIMEOUT_MS });
    } catch (cause) {
      this.busWatch.note(`Agent ${agent.name} does not hear that the run is over: ${reasonOf(cause)}`);
    }
  }
}

const ITEM_ROOM_BYTES = 16 * 1024;
