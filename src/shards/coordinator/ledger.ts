import type { RequestRecord } from "../../core/record.ts";
import type { WorkItem } from "../../core/work_item.ts";

/** What the record of a lost request says of its item. */
export type LostItem = Pick<WorkItem, "index" | "phase" | "dueAtMs" | "isStream" | "model" | "label" | "requestId">;

/** What is known of a request whose event loop was lost. */
export interface LostRequest {
  readonly item: LostItem;
  /** The turn that was on its way. */
  readonly turnIndex: number;
  readonly startedAtMs: number;
  /** All of it, where it is to be sent again; a conversation begins anew. */
  readonly whole: WorkItem | null;
}

/** What a lost event loop had in hand. */
export interface LostWork {
  /** Not sent: another loop can carry them, in this order. */
  readonly unsent: readonly WorkItem[];
  readonly started: readonly LostRequest[];
}

type Entry =
  | { readonly kind: "unsent"; readonly agent: number; readonly item: WorkItem }
  | { readonly kind: "started"; readonly agent: number; readonly request: LostRequest };

/** Who has which item, and what became of it: from its dealing to its last record. */
export class Ledger {
  readonly #entries = new Map<number, Entry>();
  readonly #keepsStarted: boolean;
  #unsent = 0;

  constructor({ keepsStarted }: { readonly keepsStarted: boolean } = { keepsStarted: false }) {
    this.#keepsStarted = keepsStarted;
  }

  /** Items that were dealt and have not started. */
  unsent(): number {
    return this.#unsent;
  }

  deal(item: WorkItem, agent: number): void {
    this.#entries.set(item.index, { kind: "unsent", agent, item });
    this.#unsent++;
  }

  start(index: number, atMs: number): void {
    const entry = this.#entries.get(index);
    if (entry?.kind !== "unsent") return;
    this.#unsent--;
    // The body is not needed any more: it must not wait in memory for the end of the request.
    const { phase, dueAtMs, isStream, model, label, requestId } = entry.item;
    const item = { index, phase, dueAtMs, isStream, model, label, requestId };
    const request = { item, turnIndex: 0, startedAtMs: atMs, whole: this.#keepsStarted ? entry.item : null };
    this.#entries.set(index, { kind: "started", agent: entry.agent, request });
  }

  /** Takes an item out that its agent gave back. */
  giveBack(index: number): WorkItem | null {
    const entry = this.#entries.get(index);
    if (entry?.kind !== "unsent") return null;
    this.#unsent--;
    this.#entries.delete(index);
    return entry.item;
  }

  /** Books a record. `false`: its agent does not have that item, so it has been counted elsewhere. */
  book({ place, failure, times }: RequestRecord): boolean {
    const { sessionIndex, shard, isLastTurn, turnIndex } = place;
    const entry = this.#entries.get(sessionIndex);
    if (entry?.kind !== "started" || entry.agent !== shard) return false;
    if (isLastTurn || failure !== null) this.#entries.delete(sessionIndex);
    else {
      const request = { ...entry.request, turnIndex: turnIndex + 1, startedAtMs: times.endAtMs };
      this.#entries.set(sessionIndex, { ...entry, request });
    }
    return true;
  }

  /** Takes out all that an agent has. */
  lose(agent: number): LostWork {
    const lost = [...this.#entries].filter(([, entry]) => entry.agent === agent).sort(([a], [b]) => a - b);
    for (const [index] of lost) this.#entries.delete(index);
    const unsent = lost.flatMap(([, entry]) => entry.kind === "unsent" ? [entry.item] : []);
    this.#unsent -= unsent.length;
    return { unsent, started: lost.flatMap(([, entry]) => entry.kind === "started" ? [entry.request] : []) };
  }
}
