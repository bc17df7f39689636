import type { JetStreamClient } from "@nats-io/jetstream";
import type { Msg, NatsConnection, Subscription } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import { reasonOf } from "../../core/errors.ts";
import { decodeMessage } from "../../shards/protocol/codec.ts";
import { createLoadSharing } from "../../shards/links/shared_loads.ts";
import type { ShardLink } from "../../shards/protocol/messages.ts";
import { unwrap, WHOLE_ENVELOPE, wrap } from "../wire/envelope.ts";
import { InsistentSender } from "../wire/insistent_sender.ts";
import { withOwnKeys } from "../wire/own_keys.ts";
import { readJsonBytes, toJsonBytes, WHOLE_AGENT } from "../wire/join.ts";
import type { AgentNews, AgentOrder, JoinAnswer } from "../wire/join.ts";
import { decodeState } from "../wire/state_message.ts";
import { encodeTakingUp } from "../wire/taking_up.ts";
import type { TakingUpAnswer } from "../wire/taking_up.ts";
import { REQUEST_TIMEOUT_MS } from "../wire/lease_times.ts";
import type { SealingKeys } from "../wire/sealed_setup.ts";
import { subjectsOf } from "../wire/subjects.ts";
import type { RunSubjects } from "../wire/subjects.ts";
import { AgentBeats } from "./agent_beats.ts";
import { ItemMaking } from "./item_making.ts";
import type { OpenMaker } from "./item_making.ts";
import { RecordSender } from "./record_sender.ts";
import { RecordSpill } from "./record_spill.ts";
import { KeptResults } from "./kept_results.ts";
import { LoopEnd } from "./loop_end.ts";
import type { BusMessage } from "./loop_end.ts";
import type { OpenKeeper } from "./result_keeper.ts";

/** What an agent has on its machine, and what its operator allows. */
export interface AgentMeans {
  /** Counts from the epoch, and never steps. */
  readonly clock: Clock;
  readonly startLoop: (name: string) => ShardLink;
  /** A folder for what the bus does not take for now. */
  readonly spillFolder: string;
  readonly log: (line: string) => void;
  /** Opens what keeps records on this machine. */
  readonly openKeeper: OpenKeeper;
  /** Opens what makes requests on this machine. */
  readonly openMaker: OpenMaker;
  /** Says why a target is not allowed; `null`: it is. */
  readonly objection: (target: string) => string | null;
  /** Code of the coordinator's user may run here. */
  readonly allowsModules: boolean;
  /** A key of the service that this agent has itself; `null`: it has none. */
  readonly serviceKey: string | null;
  /** Aborted when the operator wants it to end. */
  readonly stop: AbortSignal;
}

/** What an agent stands on while it is on a bus. */
export interface AgentParts extends AgentMeans {
  readonly connection: NatsConnection;
  /** The largest message, its envelope apart. */
  readonly maxBytes: () => number;
  /** Tells (`return`) that a connection that was lost has been made anew. */
  readonly returns: EventTarget;
  readonly stream: JetStreamClient;
  readonly keys: SealingKeys;
  readonly incarnation: string;
}

/** How a run ended for an agent. */
export type SessionEnd = "over" | "counted_out" | "out_of_reach";

type Welcome = Extract<JoinAnswer, { readonly kind: "welcome" }>;

/** One run that an agent takes part in. */
export class AgentSession {
  readonly #parts: AgentParts;
  readonly #welcome: Welcome;
  readonly #subjects: RunSubjects;
  readonly #loops = new Map<number, LoopEnd>();
  readonly #sender: InsistentSender;
  readonly #spill: RecordSpill;
  readonly #records: RecordSender;
  readonly #results: KeptResults;
  readonly #making: ItemMaking;
  readonly #shareLoads = createLoadSharing();
  readonly #beats: AgentBeats;
  readonly #ended = new AbortController();
  #end: SessionEnd = "over";
  #news = 0;
  /** The coordinator that it belongs to. */
  #epoch: number;

  constructor(welcome: Welcome, parts: AgentParts) {
    this.#parts = parts;
    this.#welcome = welcome;
    this.#epoch = welcome.epoch;
    this.#subjects = subjectsOf(welcome.run);
    this.#sender = new InsistentSender(parts.clock);
    this.#spill = new RecordSpill(`${parts.spillFolder}/${welcome.run}.records`);
    this.#records = new RecordSender({
      sender: this.#sender,
      spill: this.#spill,
      maxWaitingBytes: MAX_WAITING_BYTES,
      publish: ({ subject, id: msgID, bytes }) =>
        parts.stream.publish(subject, bytes, { msgID, timeout: REQUEST_TIMEOUT_MS }),
      onNoDisk: (cause) => parts.log(`Records cannot wait on the disk (${reasonOf(cause)}): they do in memory`),
    });
    this.#making = new ItemMaking(parts.openMaker);
    this.#results = new KeptResults(welcome, { ...parts, subjects: this.#subjects, loops: this.#loops });
    this.#beats = new AgentBeats({
      ...parts,
      subject: this.#subjects.beat(welcome.agent),
      describe: () => ({
        incarnation: parts.incarnation,
        epoch: this.#epoch,
        pending: this.#sender.pending() + this.#spill.size,
        retries: this.#sender.retries,
        refused: this.#sender.longestRefused(),
      }),
      onLease: (lease) => {
        for (const loop of this.#loops.values()) loop.pass(lease);
      },
      onEnd: (end) => this.#finish(end),
      ended: this.#ended.signal,
    });
  }

  /** Takes part until the run is over, the coordinator counts this agent out, or cannot be reached any more. */
  async run(): Promise<SessionEnd> {
    const { connection, returns, stop } = this.#parts;
    const orders = connection.subscribe(this.#subjects.to(this.#welcome.agent), {
      callback: (error, message) => error === null ? void this.#take(message) : this.#finish("out_of_reach"),
    });
    const states = connection.subscribe(this.#subjects.states(this.#welcome.agent), {
      callback: (error, message) => {
        if (error === null) message.respond(toJsonBytes(this.#results.takeState(decodeState(message.data))));
      },
    });
    const leave = (): void => this.#tell({ kind: "leaving", reason: "its operator ends it" });
    stop.addEventListener("abort", leave, { once: true, signal: this.#ended.signal });
    this.#tell({ kind: "accepted" });
    if (stop.aborted) leave();
    // Whoever was told that this connection had ended hears at once that it was the connection alone.
    returns.addEventListener("return", () => this.#beats.beatNow(), { signal: this.#ended.signal });
    await this.#beats.run();
    states.unsubscribe();
    await this.#close(orders);
    return this.#end;
  }

  /** Takes part no further: the coordinator hears why. */
  static async decline(welcome: Welcome, parts: AgentParts, reason: string): Promise<void> {
    const session = new AgentSession(welcome, parts);
    session.#tell({ kind: "declined", reason });
    await session.#sender.drain();
  }

  async #close(orders: Subscription): Promise<void> {
    for (const loop of this.#loops.values()) loop.close();
    this.#sender.stop();
    orders.unsubscribe();
    await this.#sender.drain();
    await this.#results.close();
    this.#spill[Symbol.dispose]();
  }

  #finish(end: SessionEnd): void {
    if (this.#ended.signal.aborted) return;
    this.#end = end;
    this.#ended.abort();
  }

  async #take(message: Msg): Promise<void> {
    const { envelope, message: bytes } = unwrap(message.data);
    if (envelope.loop === WHOLE_AGENT) return await this.#takeOrder(envelope.epoch, bytes, message);
    // One that has the run no more, or another agent that was given the same number by it.
    if (envelope.epoch !== this.#epoch) return;
    message.respond();
    const { keys } = this.#parts;
    const plain = envelope.isSealed ? keys.open(bytes, this.#welcome.senderKey) : bytes;
    this.#loop(envelope.loop).arrivals.accept(
      "direct",
      envelope,
      this.#check(envelope.loop, decodeMessage(plain) as BusMessage),
    );
  }

  async #takeOrder(epoch: number, bytes: Uint8Array, message: Msg): Promise<void> {
    const order = readJsonBytes<AgentOrder>(bytes);
    if (order.kind === "take_up") {
      if (order.incarnation !== this.#parts.incarnation || epoch < this.#epoch) return;
      this.#epoch = epoch;
      message.respond(encodeTakingUp(this.#describe()));
    } else if (epoch === this.#epoch) await this.#follow(order, message);
  }

  /** What another coordinator can go on with. */
  #describe(): TakingUpAnswer {
    const { stop } = this.#parts;
    const loops = [...this.#loops.values()].map((loop) => loop.report());
    const whole = loops.filter((loop) => loop !== null);
    if (stop.aborted) return { kind: "idle", reason: "its operator ends it" };
    if (whole.length === 0 || whole.length < loops.length) {
      return { kind: "idle", reason: "it has stopped what it carried" };
    }
    return { kind: "carries", silentMs: this.#beats.silentMs(), loops: whole };
  }

  /** Whoever gave the order hears when it was followed, or why it cannot be. */
  async #follow(order: AgentOrder, message: Msg): Promise<void> {
    if (order.kind === "keep") message.respond(await sayProblem(this.#results.keep(order)));
    else if (order.kind === "make") message.respond(await sayProblem(this.#making.begin(order)));
    else if (order.kind === "time") message.respond(toJsonBytes(this.#beats.readRunTime()));
    else message.respond(order.kind === "read" ? await this.#results.read(order.offset) : undefined);
    if (order.kind === "close") this.#finish("over");
  }

  /** What was said of the target before must be true of the set-up, too. */
  #check(loop: number, message: BusMessage): BusMessage {
    if (message.kind !== "setup") return message;
    const targets = [message.setup.dialect.url, ...message.setup.endpoints.map(({ url }) => url)];
    const objection = targets.map(this.#parts.objection).find((found) => found !== null) ?? null;
    const setup = withOwnKeys(message.setup, this.#parts.serviceKey);
    const isModule = (message.setup.dialect.custom?.moduleUrl ?? null) !== null;
    const code = isModule && !this.#parts.allowsModules ? NO_MODULES : null;
    const reason = objection ?? code ?? (setup === null ? NO_KEY : null);
    if (reason === null && setup !== null) return { kind: "setup", setup };
    this.#loop(loop).send({ kind: "crash", message: reason ?? NO_KEY, stack: "" });
    return { kind: "close" };
  }

  #loop(index: number): LoopEnd {
    const known = this.#loops.get(index);
    if (known !== undefined) return known;
    const { connection, startLoop } = this.#parts;
    const { agent, run } = this.#welcome;
    const from = this.#subjects.from(agent);
    const records = this.#subjects.records(agent, index);
    const end = new LoopEnd(index, this.#shareLoads(startLoop(`run ${run} loop ${index}`)), {
      maxBytes: this.#parts.maxBytes(),
      epoch: () => this.#epoch,
      makeItems: (message) => this.#making.complete(message),
      keep: (records) => this.#results.take(records),
      onPhase: (message) => this.#results.notePhase(message),
      sendDirect: (bytes) => this.#sender.send(() => connection.request(from, bytes, { timeout: REQUEST_TIMEOUT_MS })),
      sendRecords: (bytes, number) => {
        return this.#records.send({ subject: records, id: `${agent}.${index}.${number}`, bytes });
      },
    });
    this.#loops.set(index, end);
    return end;
  }

  #tell(news: AgentNews): void {
    const { connection } = this.#parts;
    const from = this.#subjects.from(this.#welcome.agent);
    const envelope = { ...WHOLE_ENVELOPE, loop: WHOLE_AGENT, number: ++this.#news, epoch: this.#epoch };
    const bytes = wrap(envelope, toJsonBytes(news));
    this.#sender.send(() => connection.request(from, bytes, { timeout: REQUEST_TIMEOUT_MS }));
  }
}

/** The answer to an order: empty where it was followed, else why it cannot be. */
async function sayProblem(following: Promise<void>): Promise<string> {
  try {
    await following;
    return "";
  } catch (cause) {
    return reasonOf(cause);
  }
}

/** So many bytes of records wait in memory before the disk is used. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

const NO_KEY = "this agent has no key of the service: set STREAMGAUGE_API_KEY where it runs";

const NO_MODULES = "this agent runs no modules of others: its operator has not said --allow-modules";
