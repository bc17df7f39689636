import type { WorkItem } from "../../core/work_item.ts";
import type { ShardLink, WorkReport } from "../protocol/messages.ts";

/** The rate of starts is that of about the last second. */
const RATE_MEMORY_MS = 1000;
/**
 * What ends within so long may be dealt ahead: then a message carries several items, where one each for the end of a request
 * and for the next item would cost as much as some dozen events of a stream.
 */
const AHEAD_MS = 100;
/** A slow answer is remembered over so many reports, weaker with each. */
const DELAY_DECAY = 0.9;

/** What the coordinator knows of one agent in a phase: what it has, what it could take. */
export class AgentAccount {
  readonly index: number;
  readonly link: ShardLink;
  /** Its share of slots and items, against that of others. */
  readonly weight: number;
  /** Its share of the slots; `null`: no limit. */
  slots: number | null;
  /** Its phase is over, or it is lost: it takes nothing more. */
  isOver = false;
  /** It is to end: what it runs may finish. */
  isLeaving = false;
  /** When it last said anything. */
  heardAtMs = 0;
  #sent: number;
  #recalls: number;
  #resizes: number;
  /** The most slots in which sessions may still run, until it says that those it was to give back are free. */
  #mostInUse: number;
  #report: Pick<WorkReport, "received" | "free" | "queued" | "recalls">;
  #startsPerSecond = 0;
  #startsAtMs = 0;
  #delayMs = 0;
  #outgoing: WorkItem[] = [];

  /** One that carries a phase already has the slots it was told of. */
  constructor({ index, link }: { readonly index: number; readonly link: ShardLink }, slots: number | null) {
    const state = link.takenUp?.state;
    this.index = index;
    this.link = link;
    this.weight = link.weight ?? 1;
    this.slots = state === undefined ? slots : state.slots;
    this.#sent = state?.sent ?? 0;
    this.#recalls = state?.recalls ?? 0;
    this.#resizes = state?.resizes ?? 0;
    this.#mostInUse = Math.max(this.slots ?? 0, state?.report.carrying ?? 0);
    this.#report = state?.report ?? { received: 0, free: slots, queued: 0, recalls: 0 };
  }

  takesItems(): boolean {
    return !this.isOver && !this.isLeaving;
  }

  /** Slots that are free and for which no item is on its way; below 0: items that wait for a slot. */
  open(): number {
    const { received, free, queued } = this.#report;
    return free === null ? Infinity : free - queued - (this.#sent - received);
  }

  /**
   * Whether it may have one more item than it has slots for: so many that a slot that frees finds one, until the answer
   * to its freeing could be there (and those of `AHEAD_MS`). Nobody else could start what waits at the only agent, so that
   * it may have one for each of its slots: they may all free at once.
   */
  hasRoom(isOnly: boolean): boolean {
    if (isOnly) return this.open() > -(this.slots ?? Infinity);
    const ahead = 1 + Math.ceil(Math.max(2 * this.#delayMs, AHEAD_MS) * this.#startsPerSecond / 1000);
    return this.open() > -Math.min(ahead, this.slots ?? Infinity);
  }

  /** Its slots; 0 where there is no limit. */
  slotCount(): number {
    return this.slots ?? 0;
  }

  /** Slots that sessions are in, or may be in at any time. */
  slotsInUse(): number {
    return Math.max(this.slotCount(), this.#mostInUse);
  }

  /** Gives it so many slots as of a time. */
  resize(slots: number, atMs: number): void {
    if (slots === this.slots) return;
    this.slots = slots;
    this.#resizes++;
    this.#mostInUse = Math.max(this.#mostInUse, slots);
    this.link.send({ kind: "slots", count: slots, atMs });
  }

  /** Takes in what the agent says of itself. */
  note(report: WorkReport, nowMs: number): void {
    this.#report = report;
    if (report.resizes === this.#resizes) this.#mostInUse = Math.max(this.slotCount(), report.carrying);
    const fading = Math.exp((this.#startsAtMs - nowMs) / RATE_MEMORY_MS);
    this.#startsPerSecond = this.#startsPerSecond * fading + report.started.length * 1000 / RATE_MEMORY_MS;
    this.#startsAtMs = nowMs;
    this.#delayMs = Math.max(nowMs - report.atMs, this.#delayMs * DELAY_DECAY);
  }

  /** Puts an item to those that go out next. */
  give(item: WorkItem): void {
    this.#sent++;
    this.#outgoing.push(item);
  }

  /**
   * Sends what was given. To a worker bodies go as copies, which are handed over: were the agent lost, the items could go
   * to another. To another machine all of it is written down anyway.
   */
  send(): void {
    const items = this.#outgoing;
    if (items.length === 0) return;
    this.#outgoing = [];
    if (this.link.machine !== undefined) return this.link.send({ kind: "items", items });
    const copies = items.map((item) => ({ ...item, body: item.body.slice() }));
    this.link.send({ kind: "items", items: copies }, copies.map(({ body }) => body.buffer));
  }

  /** Asks for items back that wait for a slot; one question at a time. Says for how many. */
  recall(most: number): number {
    const { queued, received } = this.#report;
    const count = this.isLeaving ? queued + this.#sent - received : Math.min(-this.open(), most);
    if (count <= 0 || this.#recalls > this.#report.recalls) return 0;
    this.#recalls++;
    this.link.send({ kind: "recall", count });
    return count;
  }
}
