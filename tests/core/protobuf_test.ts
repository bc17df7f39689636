import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { encodeMessage, type MessageSpec } from "../../src/core/protobuf.ts";
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

Deno.test("a message that is encoded already stands in another as its bytes", () => {
  const part: MessageSpec = { name: [1, "string"], count: [2, "int"] };
  const spec: MessageSpec = { parts: [2, part] };
  const plain = { name: "a", count: 300 };
  const expected = encodeMessage(spec, { parts: [plain, plain] });
  deepStrictEqual(encodeMessage(spec, { parts: [encodeMessage(part, plain), plain] }), expected);
});
