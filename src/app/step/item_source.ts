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
  const hash = createHash("sha256");
  let hasHashed = false;
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
        if (phase === "measured") {
          hash.update(item.body);
          hasHashed = true;
        }
        yield item;
      }
    },
    workloadHash: () => hasHashed ? hash.copy().digest("hex") : null,
  };
}
