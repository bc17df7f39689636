import assert from "node:assert/strict";
import { TemplateMemory } from "../../../src/apis/scanning/template_memory.ts";
import { fc } from "../../support/property.ts";
import { loadRecordedReply, readRecordedRows } from "../../support/recorded_replies.ts";
import { cutUp } from "../cut_up.ts";
import { readReply } from "./read_reply.ts";

const STREAMS = readRecordedRows()
  .filter(({ name, events }) => events !== null && /-(chat|completions)-/.test(name))
  .map(({ name }) => ({ name, body: loadRecordedReply(name).body }));

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One read an event. */
function toReads(body: Uint8Array): Uint8Array[] {
  return decoder.decode(body).split(/(?<=\n\n)/).map((text) => encoder.encode(text));
}

for (const { name, body } of STREAMS) {
  Deno.test(`${name} is the same when known events are not parsed, however it is cut`, () => {
    const templates = new TemplateMemory();
    const cuts = fc.array(fc.nat(body.length - 1), { maxLength: 200 });
    fc.assert(
      fc.property(cuts, (places) => {
        const pieces = cutUp(body, places);
        assert.deepEqual(readReply(pieces, templates).facts, readReply(pieces, null).facts);
      }),
      { numRuns: 8 },
    );
  });
}

Deno.test("streams of all services through one memory are the same as parsed", () => {
  const templates = new TemplateMemory();
  const order = fc.array(fc.constantFrom(...STREAMS), { minLength: 20, maxLength: 40 });
  fc.assert(
    fc.property(order, (streams) => {
      for (const { name, body } of streams) {
        const reads = toReads(body);
        assert.deepEqual(readReply(reads, templates).facts, readReply(reads, null).facts, name);
      }
    }),
    { numRuns: 4 },
  );
});

/** Gives each event an id and a time of its own. */
function withOwnIds(body: Uint8Array): Uint8Array[] {
  return toReads(body).map((bytes, index) =>
    encoder.encode(
      decoder.decode(bytes)
        .replace(/"id":"[^"]*"/, `"id":"chatcmpl-${(index * 7919).toString(16)}"`)
        .replace(/"created":\d+/, `"created":${1_790_000_000 + index}`),
    )
  );
}

const LONG = ["vllm-chat-stream-usage", "llama-chat-stream-usage", "litellm-chat-stream-usage"];
const CONTINUOUS = ["vllm-chat-stream-continuous-usage", "vllm-chat-stream-n2", "vllm-chat-stream-tools-two"];

for (const name of [...LONG, ...CONTINUOUS, "vllm-completions-stream-usage", "vllm-reason-chat-stream-usage"]) {
  Deno.test(`${name}: a second reply whose events have ids and times of their own needs no parsing but for its end`, () => {
    const { body } = loadRecordedReply(name);
    const templates = new TemplateMemory();
    readReply(toReads(body), templates);
    const second = withOwnIds(body);
    const known = readReply(second, templates);
    assert.deepEqual(known.facts, readReply(second, null).facts);
    assert.equal(known.parsed, 1, "only [DONE]");
  });
}

Deno.test("also the first reply parses each kind of event once", () => {
  for (const name of LONG) {
    assert.ok(readReply(withOwnIds(loadRecordedReply(name).body), new TemplateMemory()).parsed <= 5, name);
  }
});
