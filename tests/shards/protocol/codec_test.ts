import { deepStrictEqual, throws } from "node:assert";
import { decodeMessage, encodeMessage } from "../../../src/shards/protocol/codec.ts";
import type { ShardMessage } from "../../../src/shards/protocol/codec.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { PROTOCOL_VERSION } from "../../../src/shards/protocol/messages.ts";
import { makeItem } from "../../support/make_item.ts";
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
const KNOWN = fc.option(TIME);
const ORIGIN = fc.constantFrom(null, "server" as const, "tokenizer" as const);
const REPLY = fc.record({ content: TEXT, reasoning: TEXT, toolCalls: TEXT });
const TIMES = fc.record({
  connectStartAtMs: KNOWN,
  connectedAtMs: KNOWN,
  tlsAtMs: KNOWN,
  sentAtMs: TIME,
  writtenAtMs: KNOWN,
  headersAtMs: KNOWN,
  firstByteAtMs: KNOWN,
  endAtMs: TIME,
});
const PLACE = fc.record({
  phase: fc.constantFrom("measured" as const, "warmup" as const),
  sessionIndex: fc.nat(),
  turnIndex: fc.nat(),
  isLastTurn: fc.boolean(),
  shard: fc.nat(),
  requestId: fc.option(TEXT),
  model: fc.option(TEXT),
  label: fc.option(TEXT),
  endpoint: fc.option(TEXT),
});
const ARRAYS = fc.record({
  atMs: STAMPS,
  tokens: fc.option(fc.uint32Array()) as fc.Arbitrary<Uint32Array<ArrayBuffer> | null>,
  textEnds: fc.uint32Array() as fc.Arbitrary<Uint32Array<ArrayBuffer>>,
  tokensFrom: fc.constantFrom("usage" as const, "ids" as const),
}, { requiredKeys: ["atMs", "tokens"] }).map(({ atMs, ...rest }) => ({
  atMs,
  kinds: Uint8Array.from(atMs, (_, index) => index % 7),
  ...rest,
}));
/** Every member differs from that of every other record, what may be missing is missing in some. */
const RECORD: fc.Arbitrary<RequestRecord> = fc.record({
  place: PLACE,
  start: fc.record({ dueAtMs: KNOWN, slotAtMs: TIME }),
  times: TIMES,
  counts: fc.record({ sentBytes: fc.nat(), receivedBytes: fc.nat(), reads: fc.nat(), connectionRetries: fc.nat() }),
  network: fc.record({ isReused: fc.option(fc.boolean()), rttMs: KNOWN, retransmits: fc.option(fc.nat()) }),
  chunks: ARRAYS,
  status: fc.option(fc.nat()),
  isStream: fc.boolean(),
  tokens: fc.record({
    promptTokens: fc.option(fc.nat()),
    completionTokens: fc.option(fc.nat()),
    cachedTokens: fc.option(fc.nat()),
    reasoningTokens: fc.option(fc.nat()),
    promptOrigin: ORIGIN,
    completionOrigin: ORIGIN,
  }),
  serviceTimes: fc.option(fc.record({ loadMs: KNOWN, prefillMs: KNOWN, decodeMs: KNOWN, totalMs: KNOWN })),
  finishReason: fc.option(TEXT),
  failure: fc.option(fc.record({ kind: fc.constantFrom("reset" as const, "tls" as const), message: TEXT })),
  pauses: fc.option(STAMPS),
  requestBody: BYTES,
  reply: REPLY,
  notes: fc.uniqueArray(fc.constantFrom("several_choices" as const, "audio" as const)),
  hasShedTexts: fc.boolean(),
  isKeptElsewhere: fc.constant(true as const),
}, {
  requiredKeys: [
    "place",
    "start",
    "times",
    "counts",
    "network",
    "chunks",
    "status",
    "isStream",
    "tokens",
    "serviceTimes",
    "finishReason",
    "failure",
    "pauses",
    "requestBody",
    "reply",
    "notes",
  ],
});
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
    deepStrictEqual(withOneZero(decodeMessage(encodeMessage(message))), withOneZero(message));
  }));
});

Deno.test("decodeMessage() reads a message that lies anywhere in a buffer, and keeps none of it", () => {
  fc.assert(fc.property(MESSAGE, fc.nat(9), (message, before) => {
    const encoded = encodeMessage(message);
    const buffer = new Uint8Array(before + encoded.byteLength + 3);
    buffer.set(encoded, before);
    const decoded = decodeMessage(buffer.subarray(before, before + encoded.byteLength));
    buffer.fill(0);
    deepStrictEqual(withOneZero(decoded), withOneZero(message));
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

/** JSON has one zero: outside of arrays `-0` may become `0`. */
function withOneZero(value: unknown): unknown {
  if (typeof value === "number") return value === 0 ? 0 : value;
  if (Array.isArray(value)) return value.map(withOneZero);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withOneZero(member)]));
}
