import { BinaryReader } from "@bufbuild/protobuf/wire";
import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { encodeMessage, Hole, type MessageSpec } from "../../src/core/protobuf.ts";
import { MessageTemplate } from "../../src/core/protobuf_template.ts";
import { fc } from "../support/property.ts";

const POINT: MessageSpec = { atMs: [1, "nanos"], value: [2, "double"], note: [3, "string"] };
const SPEC: MessageSpec = { id: [1, "bytes"], name: [2, "string"], points: [4, POINT], rest: [5, ["double"]] };

Deno.test("a filled template has the bytes of the message, in messages of any length", () => {
  const anyNumber = fc.double({ noNaN: true });
  const point = fc.record({ atMs: fc.double({ min: 0, max: 4e12, noNaN: true }), value: anyNumber });
  const notes = fc.string({ maxLength: 300 });
  fc.assert(fc.property(fc.array(point, { maxLength: 5 }), notes, fc.nat(0xffffffff), (points, note, word) => {
    const frame = { name: note, rest: [1, 2] };
    const template = new MessageTemplate(SPEC, {
      ...frame,
      id: new Hole(0, 2),
      points: points.map((_, at) => ({ atMs: new Hole(2 + 2 * at), value: new Hole(3 + 2 * at), note })),
    });
    const filled = template.fill([word, 7, ...points.flatMap(({ atMs, value }) => [atMs, value])]);
    const id = new Uint8Array(8);
    new DataView(id.buffer).setBigUint64(0, (BigInt(word) << 32n) | 7n);
    deepStrictEqual(filled, encodeMessage(SPEC, { ...frame, id, points: points.map((each) => ({ ...each, note })) }));
  }));
});

Deno.test("a whole number that is filled in reads as itself; what is none is refused", () => {
  const template = new MessageTemplate({ count: [3, "int"] }, { count: new Hole(0) });
  fc.assert(fc.property(fc.maxSafeNat(), (count) => {
    const reader = new BinaryReader(template.fill([count]) ?? new Uint8Array());
    deepStrictEqual(reader.tag(), [3, 0]);
    strictEqual(BigInt(reader.int64()), BigInt(count));
    strictEqual(reader.pos, reader.len);
  }));
  for (const count of [-1, 0.5, NaN, 2 ** 60]) strictEqual(template.fill([count]), null);
  strictEqual(template.fill([]), null);
});

Deno.test("nothing can be filled into a text", () => {
  throws(() => new MessageTemplate({ name: [1, "string"] }, { name: new Hole(0) }), TypeError);
});
