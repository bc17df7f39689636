import assert from "node:assert/strict";
import { TemplateMemory } from "../../../src/apis/scanning/template_memory.ts";
import { anyText, fc } from "../../support/property.ts";
import { cutUp } from "../cut_up.ts";
import { readReply } from "./read_reply.ts";

const encoder = new TextEncoder();

const text = fc.oneof(
  fc.constantFrom("", " token", "\n", '"', "\\", "\u2028", "東京🙂", "\ud83d", "\uFEFF", "\u0000"),
  anyText({ maxLength: 30 }),
);
const ids = fc.oneof(fc.constant("chatcmpl-1"), fc.string({ maxLength: 40 }));
const count = fc.oneof(fc.nat(5000), fc.constantFrom(-1, 0.5, 1e21, 1e-7, null));
const logprobs = fc.oneof(
  fc.constant(null),
  fc.record({
    content: fc.array(fc.record({ token: text, logprob: fc.double({ noNaN: true }), bytes: fc.array(count) })),
  }),
);
const usage = fc.oneof(
  fc.constant(null),
  fc.record({ prompt_tokens: count, completion_tokens: count, total_tokens: count }, { requiredKeys: [] }),
);
const delta = fc.record({
  role: fc.constant("assistant"),
  content: fc.oneof(text, fc.constant(null)),
  reasoning: text,
  reasoning_content: text,
  refusal: fc.oneof(fc.constant(null), text),
  audio: fc.record({ data: fc.constantFrom("", "AAAA"), transcript: text }, { requiredKeys: [] }),
  tool_calls: fc.array(
    fc.record({
      index: fc.nat(1),
      id: ids,
      function: fc.record({ name: text, arguments: text }, { requiredKeys: [] }),
    }),
    { maxLength: 2 },
  ),
}, { requiredKeys: [] });
const choice = fc.record({
  index: fc.nat(1),
  delta,
  message: fc.record({ content: text }),
  text,
  logprobs,
  finish_reason: fc.constantFrom(null, null, null, "", "stop"),
}, { requiredKeys: ["index"] });
const event = fc.record({
  id: ids,
  created: count,
  object: fc.constantFrom("chat.completion.chunk", "chat.completion.chunk", "error"),
  choices: fc.array(choice, { maxLength: 2 }),
  usage,
  timings: fc.oneof(fc.constant(null), fc.record({ prompt_n: count, predicted_n: count, predicted_ms: count })),
  error: fc.constantFrom(null, null, null, "bad"),
}, { requiredKeys: ["id", "created", "choices"] });

/** Pieces of a text, or the text so far with each, as some services have it, and the whole once more at the end. */
const pieces = fc.tuple(fc.array(text, { minLength: 1, maxLength: 12 }), fc.constantFrom("pieces", "so far", "again"))
  .map(([texts, habit]) => {
    if (habit === "so far") return texts.map((_, index) => texts.slice(0, index + 1).join(""));
    return habit === "again" ? [...texts, texts.join("")] : texts;
  });

/** The same event again and again, with another text each time: what a template is for. */
const run = fc.tuple(
  fc.constantFrom("content", "reasoning", "reasoning_content", "refusal", "text"),
  fc.constantFrom(0, 0, 1),
  pieces,
  fc.array(fc.tuple(ids, fc.nat()), { minLength: 1, maxLength: 12 }),
  fc.boolean(),
).map(([name, index, texts, heads, isCounted]) =>
  texts.map((piece, at) => {
    const [id, created] = heads[at % heads.length] ?? ["", 0];
    const isLast = at === texts.length - 1;
    const choice = {
      index,
      ...(name === "text" ? { text: piece } : { delta: { [name]: piece } }),
      finish_reason: isLast && heads.length > 6 ? "stop" : null,
    };
    return { id, created, choices: [choice], usage: isCounted ? { completion_tokens: at + 1 } : null };
  })
);

const spaced = (value: unknown) => JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
const escaped = (value: unknown) =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

const frame = fc.record({
  lead: fc.constantFrom(
    "",
    "",
    "",
    ": ping\n\n",
    "event: message\n",
    "event: error\n",
    "id: 7\n",
    "\uFEFF",
    "retry: 1\n",
  ),
  write: fc.constantFrom<(value: unknown) => string>(JSON.stringify, JSON.stringify, spaced, escaped),
  field: fc.constantFrom("data: ", "data: ", "data:"),
  lineEnd: fc.constantFrom("\n", "\n", "\n", "\r\n", "\r"),
});

const stream = fc.tuple(
  fc.array(fc.oneof(run, event.map((single) => [single])), { minLength: 1, maxLength: 8 }),
  frame,
  fc.array(frame, { maxLength: 3 }),
).map(([groups, usual, others]) => {
  const framed = groups.flat().map((value, index) => {
    const { lead, write, field, lineEnd } = index % 5 === 4 ? others[index % 3] ?? usual : usual;
    return `${lead.replaceAll("\n", lineEnd)}${field}${write(value)}${lineEnd}${lineEnd}`;
  });
  return encoder.encode(`${framed.join("")}data: [DONE]\n\n`);
});

/** Bytes that are put in the place of others: broken characters, broken JSON, stray line ends. */
const damage = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom(0x00, 0x0a, 0x0d, 0x22, 0x5c, 0x7d, 0x80, 0xc3, 0xe6, 0xf0)),
  {
    maxLength: 3,
  },
);

function damaged(bytes: Uint8Array, places: readonly (readonly [number, number])[]): Uint8Array {
  const copy = bytes.slice();
  for (const [place, byte] of places) copy[place % copy.length] = byte;
  return copy;
}

Deno.test("random streams are the same when known events are not parsed", () => {
  let known = 0;
  let all = 0;
  fc.assert(
    fc.property(stream, damage, fc.array(fc.nat(), { maxLength: 12 }), (whole, places, cuts) => {
      const templates = new TemplateMemory();
      assert.deepEqual(readReply([whole], templates).facts, readReply([whole], null).facts);
      const pieces = cutUp(damaged(whole, places), cuts);
      const scanned = readReply(pieces, templates);
      const parsed = readReply(pieces, null);
      assert.deepEqual(scanned.facts, parsed.facts);
      known += parsed.parsed - scanned.parsed;
      all += parsed.parsed;
    }),
    { numRuns: 600 },
  );
  assert.ok(known > all / 4, `The test must reach the templates: ${known} of ${all} events`);
});

Deno.test("a character cut between two events is broken in both", () => {
  const event = (bytes: readonly number[]) => [
    ...encoder.encode('data: {"choices":[{"delta":{"content":"'),
    ...bytes,
    ...encoder.encode('"}}]}\n\n'),
  ];
  const bytes = Uint8Array.from([[0x61], [0x62], [0xe6, 0x9d], [0xb1, 0x63], [0x64]].flatMap(event));
  const scanned = readReply([bytes], new TemplateMemory());
  assert.deepEqual(scanned.facts, readReply([bytes], null).facts);
  assert.equal((scanned.facts as { text: { content: string } }).text.content, "ab\ufffd\ufffdcd");
  assert.equal(scanned.parsed, 3, "the first, and those with half a character");
});
