import { createHash } from "node:crypto";
import type { Phase, WorkItem } from "../../core/work_item.ts";

/** What of an item goes over the bus where agents make its body: the rest they make of its ordinal. */
export interface ItemStub extends Pick<WorkItem, "index" | "ordinal"> {
  /** Missing: as soon as a slot is free. */
  readonly dueAtMs?: number;
  readonly requestId?: string;
  readonly headers?: WorkItem["headers"];
  /** What is made must give this. */
  readonly check: string;
}

/** Items that their agent makes. */
export interface StubMessage {
  readonly kind: "stubs";
  readonly phase: Phase;
  readonly stubs: readonly ItemStub[];
}

/** What the two sides make is the same where this is. */
const CHECK_CHARS = 16;

/** Writes down what an item is to be. */
export function toStub(item: WorkItem): ItemStub {
  const { index, ordinal, dueAtMs, requestId, headers } = item;
  return {
    index,
    ordinal,
    ...(dueAtMs === null ? {} : { dueAtMs }),
    ...(requestId === null ? {} : { requestId }),
    ...(headers === null ? {} : { headers }),
    check: checkOf(item),
  };
}

/** Completes what an agent has made; `null`: it is not what the coordinator made. */
export function completeStub(stub: ItemStub, made: WorkItem): WorkItem | null {
  if (checkOf(made) !== stub.check) return null;
  const { dueAtMs = null, requestId = null, headers = null } = stub;
  return { ...made, dueAtMs, requestId, headers };
}

/** A short hash of all that is sent. */
export function checkOf({ body, conversation }: Pick<WorkItem, "body" | "conversation">): string {
  const hash = createHash("sha256").update(body);
  if (conversation !== null) hash.update(JSON.stringify(conversation));
  return hash.digest("hex").slice(0, CHECK_CHARS);
}
