import type { WorkItem } from "../../src/core/work_item.ts";

/** Makes an item of one turn; what is given replaces its parts. */
export function makeItem(over: Partial<WorkItem> = {}): WorkItem {
  return {
    index: 0,
    ordinal: over.index ?? 0,
    phase: "measured",
    dueAtMs: null,
    body: new TextEncoder().encode('{"messages":[{"role":"user","content":"hi"}],"stream":true}'),
    isStream: true,
    model: "m",
    label: null,
    requestId: null,
    headers: null,
    conversation: null,
    ...over,
  };
}
