import { createHash } from "node:crypto";
import type { Session } from "../../core/session.ts";
import type { Phase, WorkItem } from "../../core/work_item.ts";
import type { ItemRequest } from "./item_maker.ts";

/** Makes items of sessions; keeps the identity of the workload. */
export interface ItemSource {
  /** Items of one phase, numbered from 0. Phases share one stream of sessions, so that their items are disjoint. */
  items(phase: Phase, plan: PhasePlan): AsyncGenerator<WorkItem>;
  /** SHA-256 over the bodies of the measured phase so far, in order; `null` before the first. */
  workloadHash(): string | null;
}

/** How many items a phase has and when they are due. */
export interface PhasePlan {
  /** `null`: without end. */
  readonly count: number | null;
  /** Ms after the start of the phase; `null`: as soon as a slot is free. */
  dueAtMs(index: number, session: Session): number | null;
}

/** Creates the source of a step's items. */
export function createItemSource(sessions: AsyncIterator<Session>, request: ItemRequest): ItemSource {
  const hash = new BodyHash();
  let taken = 0;
  return {
    async *items(phase, plan) {
      for (let index = 0; plan.count === null || index < plan.count; index++) {
        const next = await sessions.next();
        if (next.done) return;
        const ordinal = taken++;
        const dueAtMs = plan.dueAtMs(index, next.value);
        // The stages of the load have ended.
        if (dueAtMs === Infinity) return;
        const asked = request(next.value, { index, phase, dueAtMs, ordinal });
        const item = asked instanceof Promise ? await asked : asked;
        if (item === null) return;
        if (phase === "measured") hash.add(item.body);
        yield item;
      }
    },
    workloadHash: () => hash.read(),
  };
}

/** Bodies are hashed so many bytes at a time: each call costs as much as hashing some kilobytes. */
const HASHED_BYTES = 16 * 1024;

/** SHA-256 over bodies one after another. */
class BodyHash {
  readonly #hash = createHash("sha256");
  readonly #block = new Uint8Array(HASHED_BYTES);
  #filled = 0;
  #isEmpty = true;

  add(body: Uint8Array): void {
    this.#isEmpty = false;
    if (this.#filled + body.byteLength > HASHED_BYTES) this.#flush();
    if (body.byteLength > HASHED_BYTES) return void this.#hash.update(body);
    this.#block.set(body, this.#filled);
    this.#filled += body.byteLength;
  }

  /** `null`: there was none. */
  read(): string | null {
    if (this.#isEmpty) return null;
    this.#flush();
    return this.#hash.copy().digest("hex");
  }

  #flush(): void {
    if (this.#filled > 0) this.#hash.update(this.#block.subarray(0, this.#filled));
    this.#filled = 0;
  }
}
