import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { encodeMessage, keepBytes, type MessageSpec } from "../../src/core/protobuf.ts";
import { fc } from "../support/property.ts";

const TIME: MessageSpec = { at: [1, "nanos"] };

function nanosOf(epochMs: number): bigint {
  const bytes = encodeMessage(TIME, { at: epochMs });
  strictEqual(bytes.length, 9);
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(1, true);
}

Deno.test("a time in ms is written in whole nanoseconds, as big integers would", () => {
  strictEqual(nanosOf(1_795_891_508_883.25), 1_795_891_508_883_250_000n);
  fc.assert(fc.property(fc.double({ min: 0, max: 4e12, noNaN: true }), (epochMs) => {
    const wholeMs = Math.floor(epochMs);
    strictEqual(nanosOf(epochMs), BigInt(wholeMs) * 1_000_000n + BigInt(Math.round((epochMs - wholeMs) * 1e6)));
  }));
});

Deno.test("a message whose bytes are kept is written like any other, each time", () => {
  const spec: MessageSpec = { parts: [2, { name: [1, "string"], count: [2, "int"] }] };
  const plain = { name: "a", count: 300 };
  const kept = keepBytes({ ...plain });
  const expected = encodeMessage(spec, { parts: [plain, plain] });
  deepStrictEqual(encodeMessage(spec, { parts: [kept, kept] }), expected);
  deepStrictEqual(encodeMessage(spec, { parts: [kept, plain] }), expected);
});
