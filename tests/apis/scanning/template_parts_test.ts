import assert from "node:assert/strict";
import { OpenAiReader } from "../../../src/apis/openai/openai_reader.ts";
import { OPENAI_RULES } from "../../../src/apis/openai/openai_shortcut.ts";
import { ByteWindow, toLiteral } from "../../../src/apis/scanning/byte_window.ts";
import { GrowingText } from "../../../src/apis/scanning/growing_text.ts";
import { findJsonLeaves } from "../../../src/apis/scanning/json_leaves.ts";
import { SCAN_VALUE } from "../../../src/apis/scanning/scan_value.ts";
import { TemplateMemory } from "../../../src/apis/scanning/template_memory.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { fc } from "../../support/property.ts";
import { readReply } from "./read_reply.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function windowOf(bytes: Uint8Array): ByteWindow {
  const window = new ByteWindow();
  window.show(bytes);
  return window;
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

Deno.test("a string is stepped over where and only where JSON.parse takes it", () => {
  const inside = fc.array(
    fc.constantFrom(
      "a",
      "token",
      " ",
      "\\n",
      "\\u00e9",
      "\\uD83D",
      "\\u12",
      "\\x",
      "\\",
      "\t",
      "\n",
      "é",
      "🙂",
      "/",
      "\\/",
      '\\"',
    ),
    { maxLength: 12 },
  ).map((pieces) => pieces.join(""));
  fc.assert(fc.property(inside, (text) => {
    const bytes = encoder.encode(`${text}",`);
    const end = SCAN_VALUE.string(windowOf(bytes), 0);
    const isJson = parseOrNothing(`"${text}"`) !== undefined;
    if (isJson) assert.equal(end, bytes.length - 2);
    // What is no string as a whole may end at a quote within it.
    else if (end >= 0) assert.notEqual(parseOrNothing(`"${decoder.decode(bytes.subarray(0, end))}"`), undefined);
  }));
});

Deno.test("a number is stepped over only where JSON.parse takes it", () => {
  const digits = fc.array(fc.constantFrom("0", "1", "9", "-", ".", "e", "+"), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(digits.map((pieces) => pieces.join("")), (text) => {
    const end = SCAN_VALUE.number(windowOf(encoder.encode(`${text},`)), 0);
    if (end === text.length) assert.equal(parseOrNothing(text), Number(text));
    if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) assert.equal(end, text.length);
  }));
});

Deno.test("a literal is told from bytes that differ anywhere", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 70 }), fc.nat(), fc.nat(7), (bytes, place, offset) => {
    const padded = Uint8Array.from([...new Uint8Array(offset), ...bytes, 1, 2, 3]);
    const literal = toLiteral(bytes);
    assert.ok(windowOf(padded).holds(literal, offset));
    assert.ok(windowOf(padded.subarray(offset)).holds(literal, 0));
    const other = padded.slice();
    other[offset + place % bytes.length] = (other[offset + place % bytes.length] ?? 0) ^ 0x41;
    assert.ok(!windowOf(other).holds(literal, offset));
    assert.ok(!windowOf(padded.subarray(0, offset + bytes.length - 1)).holds(literal, offset));
  }));
});

Deno.test("leaves are where their values are", () => {
  fc.assert(fc.property(fc.json({ maxDepth: 4 }), fc.boolean(), (json, isSpaced) => {
    const text = isSpaced ? JSON.stringify(JSON.parse(json), null, 2) : json;
    const bytes = encoder.encode(text);
    for (const { path, form, start, end } of findJsonLeaves(bytes) ?? []) {
      const inside = decoder.decode(bytes.subarray(start, end));
      const found = path.reduce<unknown>(
        (value, step) => (value as Record<string | number, unknown>)[step],
        JSON.parse(text),
      );
      const wrapped = { string: `"${inside}"`, number: inside, numbers: `[${inside}]` }[form];
      assert.deepEqual(JSON.parse(wrapped), found);
    }
  }));
});

Deno.test("a key twice in an object, or one like a place, makes no template; nor does a deep value", () => {
  const leaves = (text: string) => findJsonLeaves(encoder.encode(text));
  assert.equal(leaves('{"a":{"b":1,"c":2,"b":3}}'), null);
  assert.equal(leaves('{"a.b":1}'), null);
  assert.equal(leaves(`${"[".repeat(2000)}1${"]".repeat(2000)}`), null);
  assert.equal(leaves('{"a":{"b":1},"c":{"b":3}}')?.length, 2);
});

Deno.test("texts joined as bytes are the texts joined one by one", () => {
  const piece = fc.tuple(fc.boolean(), fc.string({ unit: "grapheme", maxLength: 90 }));
  fc.assert(fc.property(fc.array(piece), (pieces) => {
    const growing = new GrowingText();
    for (const [isJson, text] of pieces) {
      const bytes = encoder.encode(JSON.stringify(text));
      if (isJson) growing.addJson(bytes, 1, bytes.length - 1);
      else growing.add(text);
    }
    assert.equal(growing.toString(), pieces.map(([, text]) => text).join(""));
  }));
});

Deno.test("the reader never looks at the members that may differ unread", () => {
  const guarded = (value: JsonObject, place: string): JsonObject => {
    const copy: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) {
      const at = place === "" ? key : `${place}.${key}`;
      const get = () => {
        if (OPENAI_RULES.unread.has(at)) throw new Error(`The reader read ${at}`);
        if (Array.isArray(member)) return member.map((entry) => guarded(entry, `${at}.*`));
        return typeof member === "object" && member !== null ? guarded(member as JsonObject, at) : member;
      };
      Object.defineProperty(copy, key, { get, enumerable: true });
    }
    return copy as JsonObject;
  };
  const event: JsonObject = {
    ...Object.fromEntries(
      [...OPENAI_RULES.unread].filter((place) => !place.includes(".")).map((place) => [place, "x"]),
    ),
    choices: [{ index: 0, delta: { role: "assistant", content: "a", reasoning: "b" }, text: "c", logprobs: {} }],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  };
  assert.equal(new OpenAiReader().readParsed(guarded(event, ""))?.kind, "content");
});

Deno.test("a stream without two equal events makes few templates", () => {
  const templates = new TemplateMemory();
  let learned = 0;
  const learn = templates.learn.bind(templates);
  templates.learn = (seen, shortcut) => {
    const isMade = learn(seen, shortcut);
    if (isMade) learned++;
    return isMade;
  };
  const events = Array.from({ length: 2000 }, (_, index) => `data: {"k${index}":1,"choices":[{"text":"a"}]}\n\n`);
  assert.equal(readReply(events.map((event) => encoder.encode(event)), templates).parsed, 2000);
  assert.ok(learned > 10 && learned < 60, `${learned} templates`);
});
