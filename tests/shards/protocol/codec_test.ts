import { deepStrictEqual, throws } from "node:assert";
import { decodeMessage, encodeMessage } from "../../../src/shards/protocol/codec.ts";
import type { ShardMessage } from "../../../src/shards/protocol/codec.ts";
import { PROTOCOL_VERSION } from "../../../src/shards/protocol/messages.ts";
import { makeItem } from "../../support/make_item.ts";
import { makeRecord } from "../../support/make_record.ts";
import { anyText, fc } from "../../support/property.ts";

const TIME = fc.double({ noNaN: true, noDefaultInfinity: true });
const STAMPS = fc.float64Array({ noNaN: true, noDefaultInfinity: true, maxLength: 40 }) as fc.Arbitrary<
  Float64Array<ArrayBuffer>
>;
const BYTES = fc.uint8Array({ maxLength: 40 }) as fc.Arbitrary<Uint8Array<ArrayBuffer>>;
const TEXT = anyText({ maxLength: 30 });
const STATUS = fc.record({
  shard: fc.nat(64),
  running: fc.nat(),
  free: fc.option(fc.nat()),
  queued: fc.nat(),
  starvedMs: TIME,
  busyMs: TIME,
  loopLagMs: STAMPS,
  arrivalDelays: fc.constant({ counts: new Uint32Array([0, 3, 1]), maxMs: 0.25 }),
  reads: fc.nat(),
  coalescedReads: fc.nat(),
  unacknowledged: fc.nat(),
  cpuSeconds: fc.option(TIME),
  heapBytes: fc.option(fc.nat()),
});
const RECORD = fc.record({ requestBody: BYTES, content: TEXT, atMs: STAMPS, tokens: fc.option(fc.uint32Array()) }).map(
  ({ requestBody, content, atMs, tokens }) => ({
    ...makeRecord({}),
    requestBody,
    reply: { content, reasoning: "", toolCalls: "" },
    chunks: { atMs, kinds: new Uint8Array(atMs.length), tokens: tokens as Uint32Array<ArrayBuffer> | null },
  }),
);
const MESSAGE: fc.Arbitrary<ShardMessage> = fc.oneof(
  fc.record({ kind: fc.constant("clock_answer" as const), askedAtMs: TIME, agentAtMs: TIME }),
  fc.record({ kind: fc.constant("slots" as const), count: fc.nat(), atMs: TIME }),
  fc.record({ kind: fc.constant("debug" as const), line: TEXT }),
  fc.record({
    kind: fc.constant("items" as const),
    items: fc.array(
      fc.record({ index: fc.nat(), body: BYTES, model: TEXT }).map((over) => makeItem(over)),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    kind: fc.constant("records" as const),
    batch: fc.nat(),
    work: fc.constant(null),
    records: fc.array(RECORD, { maxLength: 4 }),
    status: STATUS,
  }),
);

Deno.test("decodeMessage() gives back what encodeMessage() was given, every bit of a time stamp included", () => {
  fc.assert(fc.property(MESSAGE, (message) => {
    deepStrictEqual(decodeMessage(encodeMessage(message)), withOneZero(message));
  }));
});

Deno.test("decodeMessage() reads a message that lies anywhere in a buffer, and keeps none of it", () => {
  fc.assert(fc.property(MESSAGE, fc.nat(9), (message, before) => {
    const encoded = encodeMessage(message);
    const buffer = new Uint8Array(before + encoded.byteLength + 3);
    buffer.set(encoded, before);
    const decoded = decodeMessage(buffer.subarray(before, before + encoded.byteLength));
    buffer.fill(0);
    deepStrictEqual(decoded, withOneZero(message));
  }));
});

Deno.test("decodeMessage() refuses another version, a message cut off anywhere, and what is none", () => {
  const message = { kind: "slots", count: 3, atMs: 1.5 } as const;
  const encoded = encodeMessage(message);
  const other = encoded.slice();
  new DataView(other.buffer).setUint32(0, PROTOCOL_VERSION + 1, true);
  throws(() => decodeMessage(other), /^Error: A message speaks protocol \d+, not \d+$/);
  for (let length = 0; length < encoded.byteLength; length++) throws(() => decodeMessage(encoded.subarray(0, length)));
  const records = encodeMessage({ kind: "items", items: [makeItem()] });
  throws(() => decodeMessage(records.subarray(0, records.byteLength - 8)), /cut off/);
});

/** JSON has one zero: `-0` outside of arrays becomes `0`. */
function withOneZero(value: unknown): unknown {
  if (typeof value === "number") return value === 0 ? 0 : value;
  if (Array.isArray(value)) return value.map(withOneZero);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withOneZero(member)]));
}
