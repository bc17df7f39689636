import { IndexSet } from "../../core/index_set.ts";
import type { FromShard, LoopState, ToShard, WorkReport } from "../../shards/protocol/messages.ts";

/** What an event loop has in hand, by what was said to it and what it said: its coordinator may die, and another ask. */
export class LoopHand {
  #slots: number | null = null;
  #counts = { sent: 0, recalls: 0, resizes: 0 };
  #report: LoopState["report"] | null = null;
  readonly #unsent = new Set<number>();
  #taken = new IndexSet();
  #isStopped = false;
  shard = 0;
  isOver = true;

  /** Something is said to the loop. */
  noteOrder(message: ToShard): void {
    if (message.kind === "setup") this.shard = message.setup.shard;
    else if (message.kind === "phase") this.#begin(message.start.slots);
    else if (message.kind === "recall") this.#counts.recalls++;
    else if (message.kind === "stop") this.#isStopped = true;
    else if (message.kind === "slots") {
      this.#slots = message.count;
      this.#counts.resizes++;
    } else if (message.kind === "items") {
      this.#counts.sent += message.items.length;
      for (const { index } of message.items) {
        this.#taken.add(index);
        this.#unsent.add(index);
      }
    }
  }

  /** The loop says something. */
  noteNews(message: FromShard): void {
    if (message.kind === "work") this.#noteWork(message);
    else if (message.kind === "records" && message.work !== null) this.#noteWork(message.work);
    else if (message.kind === "phase_end") this.isOver = true;
    else if (message.kind === "crash") this.#report = null;
  }

  /** `null`: it carries nothing that another coordinator could go on with. */
  state(): LoopState | null {
    if (this.#report === null || this.#isStopped) return null;
    return {
      slots: this.#slots,
      ...this.#counts,
      report: this.#report,
      taken: this.#taken.toBits(),
      unsent: Uint32Array.from(this.#unsent),
    };
  }

  #begin(slots: number | null): void {
    this.#slots = slots;
    this.#counts = { sent: 0, recalls: 0, resizes: 0 };
    this.#report = { atMs: 0, received: 0, free: slots, queued: 0, recalls: 0, carrying: 0, resizes: 0 };
    this.#unsent.clear();
    this.#taken = new IndexSet();
    this.#isStopped = false;
    this.isOver = false;
  }

  #noteWork({ kind: _kind, started, returned, ...report }: WorkReport): void {
    this.#report = report;
    for (const index of started) this.#unsent.delete(index);
    for (const index of returned) {
      this.#unsent.delete(index);
      this.#taken.delete(index);
    }
  }
}
