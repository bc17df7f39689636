import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { packItems, unpackItems } from "../../../src/agents/wire/packed_items.ts";
import type { PackedItems } from "../../../src/agents/wire/packed_items.ts";
import type { WorkItem } from "../../../src/core/work_item.ts";
import { decodeData, encodeData } from "../../../src/shards/protocol/codec.ts";
import { makeItem } from "../../support/make_item.ts";

const encoder = new TextEncoder();

function overTheBus(items: readonly WorkItem[]): readonly WorkItem[] {
  return unpackItems(decodeData(encodeData(packItems(items))) as PackedItems);
}

const ALIKE = Array.from({ length: 64 }, (_, index): WorkItem => ({
  ...makeItem({ index: 7 * index, dueAtMs: index % 3 === 0 ? null : index / 3 }),
  ordinal: 7 * index + 5,
  body: encoder.encode(`{"prompt":"${"x".repeat(index)}"}`),
}));

const OTHERS: readonly WorkItem[] = [
  { ...makeItem({ index: 0 }), model: "small", requestId: "r-0", headers: { "x-request-id": "r-0" } },
  { ...makeItem({ index: 1 }), model: "large", label: "chat", isStream: false, body: new Uint8Array() },
  {
    ...makeItem({ index: 2 }),
    conversation: { turns: [{ input: { kind: "text", text: "Hi" } }], maxTokens: [null] },
  },
];

Deno.test("items come out of the bus as they went in, whether or not they are alike", () => {
  for (const items of [ALIKE, OTHERS, [...ALIKE, ...OTHERS], ALIKE.slice(0, 1), []]) {
    deepStrictEqual(overTheBus(items), items);
  }
});

Deno.test("each body that came over the bus can be handed on by itself", () => {
  const bodies = overTheBus(ALIKE).map(({ body }) => body);
  strictEqual(new Set(bodies.map(({ buffer }) => buffer)).size, ALIKE.length);
  for (const body of bodies) strictEqual(body.buffer.byteLength, body.byteLength);
});

Deno.test("of items that are alike hardly more than their bodies goes over the bus", () => {
  const bodies = ALIKE.reduce((sum, { body }) => sum + body.byteLength, 0);
  const bytes = encodeData(packItems(ALIKE)).byteLength;
  ok(bytes < bodies + 32 * ALIKE.length, `${bytes} for ${bodies}`);
});
