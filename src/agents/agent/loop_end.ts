import { reasonOf } from "../../core/errors.ts";
import { shedTexts } from "../../core/shed_texts.ts";
import type { RequestRecord } from "../../core/record.ts";
import { encodeMessage } from "../../shards/protocol/codec.ts";
import type { FromShard, RecordBatch, ShardLink, ToShard } from "../../shards/protocol/messages.ts";
import { ArrivalOrder } from "../wire/arrival_order.ts";
import type { WorkItem } from "../../core/work_item.ts";
import type { StubMessage } from "../wire/item_stubs.ts";
import { unpackItems } from "../wire/packed_items.ts";
import type { PackedItems } from "../wire/packed_items.ts";
import { wrap } from "../wire/envelope.ts";
import { packReceipts } from "../wire/receipts.ts";
import type { Envelope } from "../wire/envelope.ts";
import type { LoopReport } from "../wire/taking_up.ts";
import { LoopHand } from "./loop_hand.ts";

/** How an event loop's messages leave this machine; both ways hand them over however long it takes. */
export interface LoopWays {
  /** To the coordinator, which answers. */
  readonly sendDirect: (bytes: Uint8Array) => void;
  /** Into the stream of the bus; the number tells what comes twice. `true`: it waits on the disk of this machine. */
  readonly sendRecords: (bytes: Uint8Array<ArrayBuffer>, number: number) => boolean;
  /** Keeps what records it can on this machine; returns the others. */
  readonly keep: (records: readonly RequestRecord[]) => readonly RequestRecord[];
  /** A phase is told of, or ends. */
  readonly onPhase: (message: Extract<ToShard, { kind: "phase" }> | Extract<FromShard, { kind: "phase_end" }>) => void;
  /** Makes items of what stands for them. */
  readonly makeItems: (message: StubMessage) => readonly WorkItem[];
  /** The coordinator that the agent belongs to. */
  readonly epoch: () => number;
  /** The largest message. */
  readonly maxBytes: number;
}

/** What comes to an event loop over the bus: items packed, or what stands for them. */
export type BusMessage = ToShard | StubMessage | PackedItems;

/** Several records go in one message up to this size: a large one holds up what comes after it on the same connection. */
export const MOST_BATCH_BYTES: number = 256 * 1024;

/** The agent's end of one event loop: messages come in once and in order, and go out numbered by the way they take. */
export class LoopEnd {
  readonly arrivals: ArrivalOrder<BusMessage>;
  readonly #loop: number;
  readonly #link: ShardLink;
  readonly #ways: LoopWays;
  readonly #keptOf = new Map<number, number>();
  readonly #hand = new LoopHand();
  #direct = 0;
  #hasCrashed = false;
  #stream = 0;
  /** Of them, those before the phase. */
  #streamBefore = 0;
  /** Records of the phase that are kept here, and those of them of which the coordinator has heard. */
  kept = 0;
  known = 0;

  constructor(loop: number, link: ShardLink, ways: LoopWays) {
    this.#loop = loop;
    this.#link = link;
    this.#ways = ways;
    this.arrivals = new ArrivalOrder((message) => this.#passMade(message));
    link.onMessage((message) => this.send(message));
  }

  /** Sends what the loop says, or what is said for it. */
  send(message: FromShard): void {
    // What it had was given to others: it has nothing more to say.
    if (this.#hasCrashed) return;
    this.#hasCrashed = message.kind === "crash";
    this.#hand.noteNews(message);
    if (message.kind === "phase_end") this.#ways.onPhase(message);
    if (message.kind === "records" && message.records.length > 0) this.#sendBatch(message);
    // What ends a phase, or the loop, comes after its records.
    else this.#sendDirect(message, message.kind === "phase_end" || message.kind === "crash" ? this.#stream : 0);
    // Its work goes to others as soon as that is known: it must not go on.
    if (message.kind === "crash") this.#link.close();
  }

  /** A phase begins of which records are kept. */
  beginKeeping(): void {
    this.#keptOf.clear();
    this.kept = 0;
    this.known = 0;
  }

  /**
   * Describes it to a coordinator that takes the run up, whose messages are numbered on from what has come; `null`: it
   * carries nothing that could be gone on with.
   */
  report(): LoopReport | null {
    const state = this.#hand.state();
    if (state === null || this.#hasCrashed) return null;
    const { shard, isOver } = this.#hand;
    return {
      loop: this.#loop,
      shard,
      state,
      isOver,
      received: this.arrivals.forgetWaiting("direct"),
      direct: this.#direct,
      streamBefore: this.#streamBefore,
      stream: this.#stream,
    };
  }

  close(): void {
    this.#link.send({ kind: "close" });
    this.#link.close();
  }

  /** A request that comes out differently here must not be sent: others carry what this loop has. */
  #passMade(message: BusMessage): void {
    if (message.kind === "packed_items") return this.pass({ kind: "items", items: unpackItems(message) });
    if (message.kind !== "stubs") return this.pass(message);
    try {
      this.pass({ kind: "items", items: this.#ways.makeItems(message) });
    } catch (cause) {
      this.send({ kind: "crash", message: reasonOf(cause), stack: "" });
    }
  }

  /** Gives the loop a message: one that came over the bus, or of this machine's own. */
  pass(message: ToShard): void {
    this.#hand.noteOrder(message);
    if (message.kind === "phase") {
      this.#streamBefore = this.#stream;
      this.#ways.onPhase(message);
    }
    if (message.kind === "ack") this.#noteKnown(message.batch);
    if (message.kind !== "items") return this.#link.send(message);
    this.#link.send(message, message.items.map(({ body }) => body.buffer));
  }

  /** That requests started must be known before their records: it goes the direct way, and the records wait for it. */
  #sendBatch({ work, ...batch }: RecordBatch): void {
    if (work !== null) this.#sendDirect(work, 0);
    const records = this.#ways.keep(batch.records);
    const whole = { ...batch, work: null, records: records.map(withoutFirstBody) };
    const kept = batch.records.filter((record) => !records.includes(record));
    if (kept.length === 0) return this.#sendRecords(whole);
    this.kept += kept.length;
    this.#keptOf.set(batch.batch, kept.length);
    this.#sendRecords({ ...whole, receipts: packReceipts(kept) });
  }

  #noteKnown(batch: number): void {
    this.known += this.#keptOf.get(batch) ?? 0;
    this.#keptOf.delete(batch);
  }

  #sendRecords(batch: RecordBatch): void {
    const bytes = encodeMessage(batch);
    const { records } = batch;
    const mostBytes = records.length > 1 ? Math.min(MOST_BATCH_BYTES, this.#ways.maxBytes) : this.#ways.maxBytes;
    if (bytes.byteLength <= mostBytes) {
      const number = ++this.#stream;
      const isOnDisk = this.#ways.sendRecords(wrap(this.#envelope(number, this.#direct), bytes), number);
      // The loop need not drop texts for want of memory.
      if (isOnDisk) this.#link.send({ kind: "ack", batch: batch.batch });
      return;
    }
    const [only] = records;
    if (records.length === 1 && only !== undefined) {
      return this.#sendRecords({ ...batch, records: [withoutBody(shedTexts(only))] });
    }
    const half = Math.ceil(records.length / 2);
    const { receipts: _receipts, ...rest } = batch;
    this.#sendRecords({ ...batch, records: records.slice(0, half) });
    this.#sendRecords({ ...rest, records: records.slice(half) });
  }

  #sendDirect(message: FromShard, after: number): void {
    this.#ways.sendDirect(wrap(this.#envelope(++this.#direct, after), encodeMessage(message)));
  }

  #envelope(number: number, after: number): Envelope {
    return { loop: this.#loop, number, after, isSealed: false, epoch: this.#ways.epoch() };
  }
}

/** The body of a first turn is the coordinator's own: it needs none back. */
function withoutFirstBody(record: RequestRecord): RequestRecord {
  return record.place.turnIndex === 0 ? withoutBody(record) : record;
}

function withoutBody(record: RequestRecord): RequestRecord {
  return { ...record, requestBody: new Uint8Array() };
}
