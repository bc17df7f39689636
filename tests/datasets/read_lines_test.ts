import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { readLines } from "../../src/datasets/read_lines.ts";
import { withTemporaryFile } from "../support/temporary_folder.ts";

const CASES: readonly (readonly [string, string, readonly (readonly [number, string])[]])[] = [
  ["lines with numbers from 1", "a\nb\n", [[1, "a"], [2, "b"]]],
  ["a last line without an end", "a\nb", [[1, "a"], [2, "b"]]],
  ["no blank lines, which still count", "a\n\n   \nb\n", [[1, "a"], [4, "b"]]],
  ["CRLF line ends", "a\r\n\r\nb\r\n", [[1, "a"], [3, "b"]]],
  ["a byte order mark", "\uFEFF{}\nb", [[1, "{}"], [2, "b"]]],
  ["nothing of an empty file", "", []],
  ["lines with U+2028 and tabs whole", "a\u2028b\tc", [[1, "a\u2028b\tc"]]],
];

for (const [name, content, expected] of CASES) {
  Deno.test(`readLines() gives ${name}`, async () => {
    await withTemporaryFile(content, async (path) => {
      const lines = await Array.fromAsync(readLines(path));
      deepStrictEqual(lines.map(({ number, text }) => [number, text]), expected);
    });
  });
}

Deno.test("readLines() joins a line that is longer than any read of the file", async () => {
  const long = "é".repeat(300_000);
  await withTemporaryFile(`${long}\nend`, async (path) => {
    const lines = await Array.fromAsync(readLines(path));
    strictEqual(lines[0]?.text, long);
    strictEqual(lines[1]?.text, "end");
  });
});

Deno.test("readLines() closes the file when its reader stops early", async () => {
  await withTemporaryFile("a\n".repeat(100_000), async (path) => {
    for await (const line of readLines(path)) {
      if (line.number === 2) break;
    }
  });
});

Deno.test("readLines() refuses a file that is not UTF-8", async () => {
  await withTemporaryFile(Uint8Array.of(0x61, 0xff, 0xfe), async (path) => {
    await rejects(Array.fromAsync(readLines(path)), { name: "DataError", message: /not UTF-8/ });
  });
});

Deno.test("readLines() names a file that does not exist", async () => {
  await rejects(Array.fromAsync(readLines("/no/such/file")), {
    name: "DataError",
    message: 'The file "/no/such/file" does not exist',
  });
});

Deno.test("readLines() stops early wherever a read of the file cuts a character", async () => {
  // Reads are of some power of two: of three-byte characters behind one, two and three bytes, each is cut somewhere.
  for (const first of ["a", "ab", "abc"]) {
    await withTemporaryFile(`${first}\n${"你".repeat(100_000)}`, async (path) => {
      for await (const line of readLines(path)) {
        strictEqual(line.text, first);
        break;
      }
    });
  }
});

Deno.test("readLines() reads lines that end in CR alone, and takes CR for nothing else where LF ends lines", async () => {
  for (const [text, lines] of [["one\rtwo\r\rfour", ["one", "two", "four"]], ["a\rb\nc\r\n", ["a\rb", "c"]]] as const) {
    await withTemporaryFile(text, async (path) => {
      deepStrictEqual((await Array.fromAsync(readLines(path))).map((line) => line.text), lines);
    });
  }
});

Deno.test("readLines() says of a file that ends inside a character that it is not UTF-8", async () => {
  await withTemporaryFile(new TextEncoder().encode("a\n你").slice(0, -1), async (path) => {
    await rejects(Array.fromAsync(readLines(path)), /line 2 is not UTF-8 text/);
  });
});
