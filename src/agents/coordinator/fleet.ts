import type { JsMsg } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import type { Clock } from "../../core/clock.ts";
import { drawId } from "../../core/random.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import { decodeMessage } from "../../shards/protocol/codec.ts";
import type { FromShard, ShardLink } from "../../shards/protocol/messages.ts";
import { connectBus } from "../wire/connect_bus.ts";
import type { BusAddress } from "../wire/connect_bus.ts";
import { ENVELOPE_ROOM_BYTES, unwrap, WHOLE_ENVELOPE, wrap } from "../wire/envelope.ts";
import { InsistentSender } from "../wire/insistent_sender.ts";
import { readJsonBytes, toJsonBytes, WHOLE_AGENT } from "../wire/join.ts";
import type { AgentNews, AgentOrder, Beat, JoinAnswer, JoinRequest, MakeOrder } from "../wire/join.ts";
import { REQUEST_TIMEOUT_MS } from "../wire/lease_times.ts";
import { createSealingKeys } from "../wire/sealed_setup.ts";
import { decodeState } from "../wire/state_message.ts";
import { agentOf, JOIN_SUBJECT, subjectsOf } from "../wire/subjects.ts";
import type { RunSubjects } from "../wire/subjects.ts";
import { Backlog, NOTHING_WAITS } from "./backlog.ts";
import { BusWatch } from "./bus_watch.ts";
import { watchClosedConnections } from "./closed_connections.ts";
import { FolderClaim } from "./folder_claim.ts";
import { KeptStates } from "./kept_states.ts";
import type { TreeShape } from "./kept_states.ts";
import { openRecordStream } from "./record_stream.ts";
import type { RecordStream } from "./record_stream.ts";
import { RemoteLoop } from "./remote_loop.ts";
import type { RemoteAgent } from "./remote_agent.ts";
import { Roster } from "./roster.ts";
import type { RosterOptions } from "./roster.ts";

/** What a run asks of a fleet. */
export interface FleetOptions extends Omit<RosterOptions, "senderKey" | "run" | "onLost"> {
  readonly bus: BusAddress;
  /** Nothing secret is sent: agents have keys of their own. */
  readonly hasOwnKeys: boolean;
  /** Where the results go: one coordinator has it at a time. */
  readonly folder: string;
  readonly tree: TreeShape;
}

/** Agents on other machines, joined to one run. */
export class Fleet {
  readonly roster: Roster;
  readonly busWatch: BusWatch;
  readonly backlog: Backlog;
  readonly kept: KeptStates;
  /** How agents make the requests of this step; `null`: they come whole. */
  #making: MakeOrder | null = null;
  readonly #run: string;
  readonly #clock: Clock;
  readonly #connection: NatsConnection;
  readonly #subjects: RunSubjects;
  readonly #keys = createSealingKeys();
  readonly #hasOwnKeys: boolean;
  readonly #sender: InsistentSender;
  readonly #over = new AbortController();
  #stream: RecordStream | null = null;
  #claim: FolderClaim | null = null;

  private constructor(connection: NatsConnection, run: string, options: FleetOptions) {
    this.#run = run;
    this.#connection = connection;
    this.#clock = options.clock;
    this.#hasOwnKeys = options.hasOwnKeys;
    this.#subjects = subjectsOf(run);
    this.#sender = new InsistentSender(options.clock);
    this.kept = new KeptStates({ tree: options.tree, order: (agent, order) => this.order(agent, order) });
    const onLost = (agent: RemoteAgent) => this.kept.lose(agent);
    this.roster = new Roster({ ...options, run, senderKey: this.#keys.publicKey, onLost });
    this.busWatch = new BusWatch(connection, options);
    this.backlog = new Backlog({ ...options, read: async () => await this.#stream?.waiting() ?? NOTHING_WAITS });
  }

  /** Connects to the bus and lets agents join from now on. */
  static async open(options: FleetOptions): Promise<Fleet> {
    const run = drawId(8);
    const connection = await connectBus(options.bus, { role: "coordinator", incarnation: run });
    const fleet = new Fleet(connection, run, options);
    try {
      await fleet.#claimFolder(options);
      await fleet.#listen();
    } catch (cause) {
      await connection.close();
      throw cause;
    }
    return fleet;
  }

  /** Agents make the requests of this step. */
  get makesItems(): boolean {
    return this.#making !== null;
  }

  /** The largest body that fits into a message with what stands around it. */
  get maxBodyBytes(): number {
    return this.#maxBytes() - ITEM_ROOM_BYTES;
  }

  /** Measures how many bytes a second go to all agents at once: the best of some tries, as the first finds all cold. */
  async measureBytesPerSecond(): Promise<number> {
    let best = 0;
    for (let probe = 0; probe < PROBES; probe++) best = Math.max(best, await this.#probe(this.roster.parts()));
    return best;
  }

  async #probe(agents: readonly RemoteAgent[]): Promise<number> {
    const padding = "-".repeat(Math.min(PROBE_BYTES, this.#maxBytes() - ENVELOPE_ROOM_BYTES));
    const bytes = wrap({ ...WHOLE_ENVELOPE, loop: WHOLE_AGENT, number: 0 }, toJsonBytes({ kind: "probe", padding }));
    const startedAtMs = this.#clock.nowMs();
    const options = { timeout: REQUEST_TIMEOUT_MS };
    // One that does not get it in time makes the bus as slow as that.
    await Promise.allSettled(
      agents.map(({ number }) => this.#connection.request(this.#subjects.to(number), bytes, options)),
    );
    const tookMs = this.#clock.nowMs() - startedAtMs;
    // The way there and back is no matter of bytes; how long it takes is known by the beats, more or less.
    const roundTripMs = Math.min(...agents.map(({ beat }) => beat?.clock?.roundTripMs ?? 0));
    return agents.length * bytes.byteLength / Math.max(tookMs - roundTripMs, tookMs / 4) * 1000;
  }

  /** A link to one event loop of an agent. */
  openLoop(agent: RemoteAgent, { loop, weight }: { readonly loop: number; readonly weight: number }): ShardLink {
    const subject = this.#subjects.to(agent.number);
    const link = new RemoteLoop({
      machine: agent,
      weight,
      hasOwnKeys: this.#hasOwnKeys,
      loop,
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
    const bytes = wrap({ ...WHOLE_ENVELOPE, loop: WHOLE_AGENT, number: 0 }, toJsonBytes(order));
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
    this.#claim?.release();
    this.roster.close();
    for (const agent of this.roster.parts()) await this.#release(agent);
    this.#over.abort();
    this.#sender.stop();
    try {
      await this.#stream?.close();
    } catch (cause) {
      // The bus is gone: what is left of the stream is removed by its age.
      this.busWatch.note(`The stream of records could not be removed: ${reasonOf(cause)}`);
    }
    await this.#connection.close();
  }

  async #claimFolder({ clock, folder, user, log }: FleetOptions): Promise<void> {
    const onTaken = (cause: DataError): void => this.roster.loseAll(cause.message);
    const run = this.#run;
    const { claim, before } = await FolderClaim.take({
      connection: this.#connection,
      clock,
      folder,
      user,
      run,
      onTaken,
    });
    this.#claim = claim;
    if (before !== null) log(`Takes the run in ${folder} up from ${before.user} (run ${before.run}), as run ${run}`);
  }

  async #listen(): Promise<void> {
    const reader = { clock: this.#clock, take: (delivery: JsMsg) => this.#takeRecords(delivery) };
    this.#stream = await openRecordStream(this.#connection, this.#subjects, reader);
    this.#subscribe(this.#subjects.allFrom, (message) => this.#takeMessage(message));
    this.#subscribe(this.#subjects.allBeats, (message) => {
      const answer = this.roster.beat(agentOf(message.subject), readJsonBytes<Beat>(message.data));
      message.respond(toJsonBytes(answer));
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
    message.respond();
    const agent = this.roster.find(agentOf(message.subject));
    if (agent === null) return;
    const { envelope, message: bytes } = unwrap(message.data);
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
    const bytes = wrap({ ...WHOLE_ENVELOPE, loop: WHOLE_AGENT, number: 1 }, toJsonBytes({ kind: "close" }));
    try {
      await this.#connection.request(this.#subjects.to(agent.number), bytes, { timeout: REQUEST_TIMEOUT_MS });
    } catch (cause) {
      this.busWatch.note(`Agent ${agent.name} does not hear that the run is over: ${reasonOf(cause)}`);
    }
  }

  #maxBytes(): number {
    return (this.#connection.info?.max_payload ?? 0) - ENVELOPE_ROOM_BYTES;
  }
}

const PROBES = 3;
const PROBE_BYTES = 1024 * 1024;
const ITEM_ROOM_BYTES = 16 * 1024;
