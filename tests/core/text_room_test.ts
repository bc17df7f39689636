import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { TextRoom } from "../../src/core/text_room.ts";
import { fc } from "../support/property.ts";

const decoder = new TextDecoder();

Deno.test("texts come out of a room as they went in, whatever was written after them", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary", maxLength: 9000 }), { maxLength: 30 }), (texts) => {
    const room = new TextRoom();
    const encoded = texts.map((text) => room.encode(text));
    deepStrictEqual(encoded.map((bytes) => decoder.decode(bytes)), texts.map((text) => text.toWellFormed()));
  }));
});

Deno.test("small texts share memory, a large one has its own", () => {
  const room = new TextRoom();
  const small = Array.from({ length: 400 }, (_, index) => room.encode(`{"prompt":"${index} ${"x".repeat(100)}"}`));
  strictEqual(new Set(small.map(({ buffer }) => buffer)).size, 1);
  const large = room.encode("x".repeat(200_000));
  strictEqual(large.buffer.byteLength, 200_000);
  ok(small.every(({ buffer }) => buffer !== large.buffer));
});
