import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { createOutput } from "../../../src/cli/terminal/output.ts";

Deno.test("write() goes on until everything is written", () => {
  const bytes: number[] = [];
  const output = createOutput({
    isTerminal: () => false,
    writeSync: (chunk) => {
      bytes.push(...chunk.subarray(0, 2));
      return Math.min(2, chunk.length);
    },
  });
  output.write("größer");
  strictEqual(new TextDecoder().decode(new Uint8Array(bytes)), "größer");
});

Deno.test("write() drops everything once the reader of a pipe has gone", () => {
  let writes = 0;
  const output = createOutput({
    isTerminal: () => false,
    writeSync: () => {
      writes++;
      throw new Deno.errors.BrokenPipe("gone");
    },
  });
  output.write("a");
  output.write("b");
  strictEqual(writes, 1);
});

Deno.test("write() does not hide other errors", () => {
  const output = createOutput({
    isTerminal: () => false,
    writeSync: () => {
      throw new Deno.errors.WriteZero("full");
    },
  });
  throws(() => output.write("a"), Deno.errors.WriteZero);
});

Deno.test("an output that is no terminal has no colours and the fallback's width", () => {
  const output = createOutput({ isTerminal: () => false, writeSync: (chunk) => chunk.length });
  deepStrictEqual([output.hasColor, output.width(77)], [false, 77]);
});
