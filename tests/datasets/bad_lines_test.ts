import { deepStrictEqual, match, strictEqual, throws } from "node:assert";
import { BadLineError, parseJsonLine, skipBadLines } from "../../src/datasets/bad_lines.ts";
import { makeDatasetContext } from "../support/make_dataset_context.ts";

function createReader() {
  const [{ listener }, heard] = makeDatasetContext();
  const read = skipBadLines((line) => {
    const value = parseJsonLine(line);
    if (value === 0) throw new TypeError("our own mistake");
    return value;
  }, { path: "file.jsonl", listener });
  return { read: (number: number, text: string) => read({ number, text }), heard };
}

Deno.test("a line that cannot be used is left out with a warning that names file, line and reason", () => {
  const { read, heard } = createReader();
  strictEqual(read(1, "5"), 5);
  strictEqual(read(2, "{"), null);
  strictEqual(heard.warnings.length, 1);
  match(heard.warnings[0] ?? "", /^Line 2 of "file\.jsonl" is skipped: it is not JSON: /);
});

Deno.test("a line is named once, however often the file is read", () => {
  const { read, heard } = createReader();
  for (let pass = 0; pass < 3; pass++) {
    read(2, "{");
    read(4, "[");
  }
  deepStrictEqual(heard.warnings.map((text) => /^Line \d+/.exec(text)?.[0]), ["Line 2", "Line 4"]);
});

Deno.test("of many bad lines the first five are named, and that there are more", () => {
  const { read, heard } = createReader();
  for (let line = 1; line <= 100; line++) read(line, "?");
  strictEqual(heard.warnings.length, 6);
  match(heard.warnings[5] ?? "", /^More of "file\.jsonl" cannot be used and is skipped as well$/);
});

Deno.test("other errors of a reader go on", () => {
  const { read } = createReader();
  throws(() => read(1, "0"), { name: "TypeError" });
});

Deno.test("BadLineError keeps its cause", () => {
  throws(() => parseJsonLine({ number: 1, text: "x" }), (error: Error) => {
    return error instanceof BadLineError && error.cause instanceof SyntaxError;
  });
});
