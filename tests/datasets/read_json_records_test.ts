import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { fc } from "../support/property.ts";
import { createArrayScanner } from "../../src/datasets/json_array_scanner.ts";
import { createValueScanner } from "../../src/datasets/json_value_scanner.ts";
import { readJsonArray, readJsonRecords } from "../../src/datasets/read_json_records.ts";
import { withTemporaryFile } from "../support/temporary_folder.ts";

/** Scans a text cut into pieces of so many characters. */
function scan(text: string, key: string | null, size: number): unknown[] {
  const scanner = createArrayScanner(key);
  const elements: string[] = [];
  for (let at = 0; at < text.length; at += size) elements.push(...scanner.feed(text.slice(at, at + size)));
  strictEqual(scanner.state(), "after");
  return elements.map((element) => JSON.parse(element));
}

const spaces = fc.constantFrom(undefined, 1, "\t");

Deno.test("the elements of any array are found, however the text is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), spaces, fc.integer({ min: 1, max: 9 }), (value, space, size) => {
      const text = JSON.stringify(value, null, space);
      deepStrictEqual(scan(text, null, size), JSON.parse(text));
    }),
    { numRuns: 60 },
  );
});

Deno.test("the elements of the array under a key are found, whatever stands before and after it", () => {
  const others = fc.dictionary(fc.string().filter((key) => !["list", "__proto__"].includes(key)), fc.jsonValue());
  fc.assert(
    fc.property(others, fc.array(fc.jsonValue()), others, (before, list, after) => {
      const text = JSON.stringify({ ...before, list, ...after }, null, 1);
      deepStrictEqual(scan(text, "list", 7), JSON.parse(text).list);
    }),
    { numRuns: 60 },
  );
});

Deno.test("values that stand one after the other are found, however the text is cut", () => {
  const values = fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())));
  const between = fc.constantFrom("", "\n", ",\n", " \r");
  fc.assert(
    fc.property(values, fc.tuple(spaces, between), fc.integer({ min: 1, max: 9 }), (list, form, size) => {
      const [space, separator] = form;
      const text = list.map((value) => JSON.stringify(value, null, space)).join(separator);
      const scanner = createValueScanner();
      const found: string[] = [];
      for (let at = 0; at < text.length; at += size) found.push(...scanner.feed(text.slice(at, at + size)));
      deepStrictEqual(found.map((one) => JSON.parse(one)), JSON.parse(JSON.stringify(list)));
      strictEqual(scanner.rest(), "");
    }),
    { numRuns: 60 },
  );
});

const NO_ARRAYS: readonly (readonly [string, string | null])[] = [
  ["", null],
  ["{}", null],
  ['{"list": []}', null],
  ['"[1]"', null],
  ["[1]", "list"],
  ['{"other": [1], "deep": {"list": [1]}}', "list"],
  ['{"list": {"list": [1]}}', "list"],
  ['{"a": "list", "b": [1]}', "list"],
];

for (const [text, key] of NO_ARRAYS) {
  Deno.test(`${JSON.stringify(text)} has no array ${key ?? "of its own"}`, async () => {
    await withTemporaryFile(text, async (path) => {
      await rejects(Array.fromAsync(readJsonArray(path, key)), { name: "DataError", message: /: it is not a JSON/ });
    });
  });
}

Deno.test("a file that ends within its array is refused", async () => {
  await withTemporaryFile('[{"a": 1}, {"a": ', async (path) => {
    await rejects(Array.fromAsync(readJsonArray(path, null)), { name: "DataError", message: /after element 1$/ });
  });
});

Deno.test("what follows the array is not read", async () => {
  await withTemporaryFile("[1, 2] nonsense", async (path) => {
    deepStrictEqual(await Array.fromAsync(readJsonArray(path, null)), [
      { number: 1, text: "1" },
      { number: 2, text: "2" },
    ]);
  });
});

Deno.test("records are the elements of an array, else lines", async () => {
  const expected = [1, 2].map((number) => ({ number, text: `{"a":${number}}` }));
  for (const content of ['\uFEFF \n[{"a":1},\n{"a":2}]', '{"a":1}\n{"a":2}\n']) {
    await withTemporaryFile(content, async (path) => {
      deepStrictEqual(await Array.fromAsync(readJsonRecords(path)), expected);
    });
  }
});
