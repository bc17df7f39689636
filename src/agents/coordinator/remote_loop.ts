import type { JsMsg } from "@nats-io/jetstream";
import type { RequestRecord } from "../../core/record.ts";
import type { Phase, WorkItem } from "../../core/work_item.ts";
import { encodeData } from "../../shards/protocol/codec.ts";
import type { FromShard, Machine, ShardLink, TakenUpLoop, ToShard } from "../../shards/protocol/messages.ts";
import { ArrivalOrder } from "../wire/arrival_order.ts";
import { wrap } from "../wire/envelope.ts";
import type { Envelope } from "../wire/envelope.ts";
import { toStub } from "../wire/item_stubs.ts";
import { packItems } from "../wire/packed_items.ts";
import type { PackedItems } from "../wire/packed_items.ts";
import type { StubMessage } from "../wire/item_stubs.ts";
import { withoutKeys } from "../wire/own_keys.ts";
import { unpackReceipts } from "../wire/receipts.ts";
import type { LoopReport } from "../wire/taking_up.ts";

/** What a loop on another machine is reached by. */
export interface RemoteLoopWays {
  readonly machine: Machine;
  /** Nothing secret is sent: the agent has a key of its own. */
  readonly hasOwnKeys: boolean;
  /** The number of the loop at its agent. */
  readonly loop: number;
  /** Hands a message over, however often it takes. */
  readonly send: (bytes: Uint8Array) => void;
  readonly watchDealing: (isBehind: () => boolean) => void;
  /** Its agent makes the items of this step itself. */
  readonly makesItems: () => boolean;
  readonly seal: (bytes: Uint8Array) => Uint8Array;
  /** Items are put together in messages of at most this size. */
  readonly maxBytes: number;
  /** The number of this coordinator. */
  readonly epoch: number;
  /** How its agent described it, where a phase that it carries is taken up; `null`: it starts now. */
  readonly report: LoopReport | null;
}

/** A message of records, with what the bus wants to hear once it was worked through. */
interface Incoming {
  readonly message: FromShard;
  readonly delivery: JsMsg | null;
}

/** One event loop of an agent, as the pool sees it: a link like that to a worker. */
export class RemoteLoop implements ShardLink {
  readonly machine: Machine;
  weight = 1;
  takenUp: TakenUpLoop | undefined;
  records = 0;
  /** Records of the phase that its machine keeps. */
  kept = 0;
  /** How far off its clock was at most when it was compared with ours, and when that was. */
  clockError = { errorMs: 0, atMs: 0 };
  readonly #ways: RemoteLoopWays;
  readonly #arrivals: ArrivalOrder<Incoming> = new ArrivalOrder((incoming) => this.#deliver(incoming));
  readonly #deliveries = new Map<number, JsMsg[]>();
  /** Bodies of first turns that are on their way: they do not come back with the records. */
  readonly #bodies = new Map<number, Uint8Array<ArrayBuffer>>();
  #receive: (message: FromShard) => void = () => {};
  #sent = 0;
  #shard = 0;
  #phase: Phase = "measured";
  #isClosed = false;
  /** What has come before the phase was taken up; `null`: all is handed on. */
  #held: Incoming[] | null = null;

  constructor(ways: RemoteLoopWays) {
    this.#ways = ways;
    this.machine = ways.machine;
    this.takenUp = ways.report === null ? undefined : this.#goOn(ways.report);
  }

  send(message: ToShard): void {
    if (this.#isClosed) return;
    if (message.kind === "close") return this.close();
    if (message.kind === "setup") this.#shard = message.setup.shard;
    if (message.kind === "phase") this.#begin(message.start.plan.phase);
    if (message.kind === "ack") this.#acknowledge(message.batch);
    if (message.kind === "items") this.#sendItems(message);
    else if (message.kind === "setup" && this.#ways.hasOwnKeys) {
      this.#post({ kind: "setup", setup: withoutKeys(message.setup) });
    } else this.#post(message);
  }

  watchDealing(isBehind: () => boolean): void {
    this.#ways.watchDealing(isBehind);
  }

  noteClockError(errorMs: number, atMs: number): void {
    this.clockError = { errorMs, atMs };
  }

  onMessage(receive: (message: FromShard) => void): void {
    this.#receive = receive;
  }

  /** Whoever closes it hears of it no more: what it has was given to others, so that it must end. */
  close(): void {
    if (!this.#isClosed) this.#post({ kind: "close" });
    this.#isClosed = true;
    for (const delivery of [...this.#deliveries.values()].flat()) delivery.ack();
    this.#deliveries.clear();
    this.#bodies.clear();
  }

  /** Takes a message off the bus. */
  take(envelope: Envelope, message: FromShard, delivery: JsMsg | null): void {
    if (this.#isClosed) return void delivery?.ack();
    const before = this.#arrivals.duplicates;
    this.#arrivals.accept(delivery === null ? "direct" : "stream", envelope, { message, delivery });
    // What comes again was taken before.
    if (this.#arrivals.duplicates > before) delivery?.ack();
  }

  /** Messages that came twice. */
  duplicates(): number {
    return this.#arrivals.duplicates;
  }

  /** Tells the pool that its machine is gone. */
  lose(reason: string): void {
    this.#receive({ kind: "crash", message: reason, stack: "", isMachineLost: true });
    this.close();
  }

  /** Goes on where another coordinator was: its records are read again from the beginning of the phase. */
  #goOn({ shard, state, isOver, received, direct, streamBefore, stream }: LoopReport): TakenUpLoop {
    this.#shard = shard;
    this.#sent = received;
    this.#held = [];
    // The end of its phase was the last it said, and comes after all records.
    this.#arrivals.skip({ direct: isOver ? direct - 1 : direct, stream: streamBefore });
    const envelope = { number: direct, after: stream };
    if (isOver) this.#arrivals.accept("direct", envelope, { message: { kind: "phase_end" }, delivery: null });
    return {
      state,
      remember: ({ index, body }) => this.#bodies.set(index, body),
      release: () => this.#release(),
    };
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.takenUp = undefined;
    for (const incoming of held) this.#deliver(incoming);
  }

  #begin(phase: Phase): void {
    this.#bodies.clear();
    this.#phase = phase;
    this.kept = 0;
  }

  #post(message: ToShard | StubMessage | PackedItems): void {
    const bytes = encodeData(message);
    const isSealed = message.kind === "setup";
    const envelope = { loop: this.#ways.loop, number: ++this.#sent, after: 0, isSealed, epoch: this.#ways.epoch };
    this.#ways.send(wrap(envelope, isSealed ? this.#ways.seal(bytes) : bytes));
  }

  #sendItems({ items }: Extract<ToShard, { readonly kind: "items" }>): void {
    for (const { index, body } of items) this.#bodies.set(index, body);
    if (this.#ways.makesItems()) {
      return this.#post({ kind: "stubs", phase: this.#phase, stubs: items.map(toStub) });
    }
    this.#sendWhole(items);
  }

  #sendWhole(items: readonly WorkItem[]): void {
    const sizes = items.reduce((sum, { body }) => sum + body.byteLength, 0);
    if (items.length === 1 || sizes <= this.#ways.maxBytes / 2) return this.#post(packItems(items));
    const half = Math.ceil(items.length / 2);
    this.#sendWhole(items.slice(0, half));
    this.#sendWhole(items.slice(half));
  }

  #deliver({ message, delivery }: Incoming): void {
    if (this.#held !== null) return void this.#held.push({ message, delivery });
    if (message.kind !== "records") {
      if (message.kind === "work") { for (const index of message.returned) this.#bodies.delete(index); }
      return this.#receive(message);
    }
    if (delivery !== null) this.#keep(message.batch, delivery);
    const { receipts = new Float64Array(), ...batch } = message;
    const ends = unpackReceipts(receipts, { phase: this.#phase, shard: this.#shard });
    for (const { place } of ends) this.#bodies.delete(place.sessionIndex);
    this.kept += ends.length;
    this.records += message.records.length + ends.length;
    this.#receive({ ...batch, records: [...message.records.map((record) => this.#withBody(record)), ...ends] });
  }

  #keep(batch: number, delivery: JsMsg): void {
    this.#deliveries.set(batch, [...this.#deliveries.get(batch) ?? [], delivery]);
  }

  #acknowledge(batch: number): void {
    for (const delivery of this.#deliveries.get(batch) ?? []) delivery.ack();
    this.#deliveries.delete(batch);
  }

  #withBody(record: RequestRecord): RequestRecord {
    const { turnIndex, sessionIndex } = record.place;
    const requestBody = turnIndex === 0 ? this.#bodies.get(sessionIndex) : undefined;
    if (requestBody === undefined) return record;
    this.#bodies.delete(sessionIndex);
    return { ...record, requestBody };
  }
}
