import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { LoopEnd, MOST_BATCH_BYTES } from "../../src/agents/agent/loop_end.ts";
import { unwrap } from "../../src/agents/wire/envelope.ts";
import { decodeMessage } from "../../src/shards/protocol/codec.ts";
import type { FromShard, RecordBatch } from "../../src/shards/protocol/messages.ts";
import { IDLE_STATUS } from "../support/idle_status.ts";
import { makeRecord } from "../support/make_record.ts";

const ENVELOPE_BYTES = 16;
const MAX_BYTES = 1024 * 1024;

/** What goes to the bus of a batch of replies of these lengths. */
function sendReplies(lengths: readonly number[]) {
  let tell: (message: FromShard) => void = () => {};
  const sent: { bytes: number; number: number; message: RecordBatch }[] = [];
  const link = { send() {}, close() {}, onMessage: (receive: typeof tell) => tell = receive };
  new LoopEnd(0, link, {
    maxBytes: MAX_BYTES,
    sendDirect() {},
    sendRecords(bytes, number) {
      const message = decodeMessage(unwrap(bytes).message) as RecordBatch;
      sent.push({ bytes: bytes.byteLength, number, message });
      return false;
    },
    keep: (records) => records,
    onPhase() {},
    epoch: () => 1,
    makeItems: () => [],
  });
  const records = lengths.map((length, sessionIndex) =>
    makeRecord({ sessionIndex, reply: { content: "x".repeat(length), reasoning: "", toolCalls: "" } })
  );
  tell({ kind: "records", batch: 1, work: null, records, status: IDLE_STATUS });
  return sent;
}

Deno.test("records go in messages of 256 KiB at most, in order, a larger one alone", () => {
  const sent = sendReplies([...Array.from({ length: 31 }, () => 20_000), 600_000]);
  const indices = sent.map(({ message }) => message.records.map(({ place }) => place.sessionIndex));
  deepStrictEqual(indices.flat(), Array.from({ length: 32 }, (_, index) => index));
  deepStrictEqual(sent.map(({ number }) => number), sent.map((_, index) => index + 1));
  const together = sent.filter(({ message }) => message.records.length > 1);
  ok(together.length >= 3, "31 records of 20 kB need three messages");
  for (const { bytes } of together) ok(bytes <= MOST_BATCH_BYTES + ENVELOPE_BYTES, `${bytes}`);
  deepStrictEqual(indices.at(-1), [31]);
  strictEqual(sent.at(-1)?.message.records[0]?.reply.content.length, 600_000);
});

Deno.test("small records are not parted; one that is too large for the bus leaves its texts behind", () => {
  strictEqual(sendReplies(Array.from({ length: 32 }, () => 600)).length, 1);
  const [only, ...more] = sendReplies([2 * MAX_BYTES]);
  strictEqual(more.length, 0);
  ok((only?.bytes ?? Infinity) < MAX_BYTES);
  strictEqual(only?.message.records[0]?.hasShedTexts, true);
});
