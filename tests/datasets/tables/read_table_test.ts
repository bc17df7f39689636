import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { readTable } from "../../../src/datasets/tables/read_table.ts";
import type { TableSettings } from "../../../src/datasets/tables/table_record.ts";
import type { TableRecord } from "../../../src/datasets/tables/table_record.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const read = (path: string, settings?: TableSettings) => Array.fromAsync(readTable(path, settings));
const readFixture = (name: string, settings?: TableSettings) => read(fixturePath(`tables/${name}`), settings);

async function readText(name: string, content: string): Promise<TableRecord[]> {
  let records: TableRecord[] = [];
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/${name}`, content);
    records = await read(`${folder}/${name}`);
  });
  return records;
}

for (const codec of ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]) {
  Deno.test(`a Parquet file compressed by ${codec} is read group by group`, async () => {
    const records = await readFixture(`prompts_${codec}.parquet`);
    deepStrictEqual(records.map(({ number }) => number), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    deepStrictEqual(records[5]?.value, {
      id: 5n,
      prompt: "Prompt 5: 光",
      score: 1.25,
      messages: [{ role: "user", content: "q5" }, { role: "assistant", content: "a5" }],
    });
  });
}

Deno.test("of a Parquet file only the columns asked for are read, where they exist", async () => {
  const [first] = await readFixture("prompts_zstd.parquet", { columns: ["prompt", "answer"] });
  deepStrictEqual(first?.value, { prompt: "Prompt 0: 光" });
});

Deno.test("bytes in a Parquet file stay bytes", async () => {
  const [first] = await readFixture("instructions.parquet");
  const { image } = first?.value as { image: { bytes: unknown; path: unknown } };
  ok(image.bytes instanceof Uint8Array);
  strictEqual(String.fromCharCode(...image.bytes.subarray(1, 4)), "PNG");
  strictEqual(image.path, "0.png");
});

Deno.test("an archive gives a record for files of the same name", async () => {
  const records = await readFixture("captions.tar");
  strictEqual(records.length, 3);
  const { txt, jpg } = records[1]?.value as { txt: string; jpg: Uint8Array };
  strictEqual(txt, "A green picture\n");
  deepStrictEqual([...jpg.subarray(0, 3)], [0xff, 0xd8, 0xff]);
});

Deno.test("the first row of a CSV file tells its separator", async () => {
  for (const separator of [",", ";", "\t", "|"]) {
    const records = await readText("a.csv", `"a;b|c",prompt\nno,"yes; or | no"\n`.replaceAll(",", separator));
    const [name = ""] = Object.keys(records[0]?.value as object);
    strictEqual(name, "a;b|c");
  }
  const [only] = await readText("a.csv", "prompt\none\n");
  deepStrictEqual({ ...(only?.value as object) }, { prompt: "one" });
});

Deno.test("lists of messages, one a line, are conversations", async () => {
  const ask = (content: string) => [{ role: "user", content }];
  const two = await readText("a.jsonl", `${JSON.stringify(ask("a"))}\n\n${JSON.stringify(ask("b"))}\n`);
  deepStrictEqual(two.map(({ value }) => value), [ask("a"), ask("b")]);
  deepStrictEqual((await readText("a.json", JSON.stringify(ask("a")))).map(({ value }) => value), [ask("a")]);
  const rows = [{ prompt: "a" }, { prompt: "b" }];
  deepStrictEqual((await readText("b.json", JSON.stringify(rows))).map(({ value }) => value), rows);
});

const ROWS = [{ prompt: "a, b", n: "1" }, { prompt: 'two\nlines "q"', n: "2" }];

Deno.test("a CSV file has columns, quoted fields, a byte order mark and CRLF line ends", async () => {
  const records = await readText("a.csv", '\ufeffprompt,n\r\n"a, b",1\r\n"two\nlines ""q""",2\r\n\r\n');
  deepStrictEqual(records.map(({ value }) => ({ ...(value as object) })), ROWS);
});

Deno.test("a TSV file has its fields apart by tabs", async () => {
  deepStrictEqual({ ...((await readText("a.tsv", "prompt\tn\na, b\t1\n"))[0]?.value as object) }, ROWS[0]);
});

Deno.test("a CSV row with too many fields is told apart, those around it are read", async () => {
  const rows = await readText("a.csv", "a,b\n1,2\n1,2,3\n3,4\n");
  deepStrictEqual(rows.map(({ number }) => number).toSorted(), [2, 3, 4]);
  match(
    String(rows.find(({ number }) => number === 3)?.value),
    /^BadLineError: is no row of CSV: Invalid Record Length/,
  );
});

Deno.test("JSON files are arrays or lines of any values", async () => {
  const expected = [{ number: 1, value: { a: 1 } }, { number: 2, value: "text" }, { number: 3, value: [1] }];
  deepStrictEqual(await readText("a.jsonl", '{"a":1}\n"text"\n[1]\n'), expected);
  deepStrictEqual(await readText("a.json", '[{"a":1}, "text", [1]]'), expected);
  const [, broken] = await readText("a.jsonl", '{"a":1}\n{"a"\n');
  match(String(broken?.value), /^BadLineError: is not JSON/);
});

const ASKED = [{ prompt: "one?" }, { prompt: "two?" }];
const asLines = (end: string) => ASKED.map((row) => JSON.stringify(row)).join(end);

/** Files of JSON as people have them, each of which holds the same two rows. */
const FORMS: Readonly<Record<string, string>> = {
  "lines with commas behind them": asLines(",\n") + ",",
  "lines that end in CR alone": asLines("\r"),
  "an array a line an element": `[\n${asLines(",\n")}\n]`,
  "indented objects, one after the other": ASKED.map((row) => JSON.stringify(row, null, 2)).join("\n"),
  "indented objects with commas between them": ASKED.map((row) => JSON.stringify(row, null, 2)).join(",\n"),
  "an array with a comma behind its last element": `[${asLines(",")},]`,
  "columns as lists": '{"prompt": ["one?", "two?"], "name": "x"}',
  "columns by index": '{"prompt": {"0": "one?", "1": "two?"}}',
  "rows by name": JSON.stringify({ a: ASKED[0], b: ASKED[1] }, null, 1),
  "rows of the hub's interface": JSON.stringify({
    features: [],
    rows: ASKED.map((row, row_idx) => ({ row_idx, row })),
  }),
  "a table within a table": JSON.stringify({ data: { rows: ASKED } }),
  ...Object.fromEntries(
    ["data", "rows", "examples", "instances", "items", "train", "conversations", "anything"].map((name) => [
      `rows under "${name}"`,
      JSON.stringify({ version: 1, [name]: ASKED }, null, 2),
    ]),
  ),
};

for (const [name, text] of Object.entries(FORMS)) {
  Deno.test(`a file of JSON is read as its rows: ${name}`, async () => {
    for (const file of ["a.json", "a.jsonl"]) {
      deepStrictEqual((await readText(file, text)).map(({ value }) => value), ASKED, file);
    }
  });
}

const ALONE: readonly object[] = [
  { prompt: "one?", tags: ["a", "b"] },
  { messages: [{ role: "user", content: "one?" }] },
  { conversations: [{ from: "human", value: "one?" }] },
  { data: [{ role: "user", content: "one?" }], id: 1 },
  { dialog: ["one?", "an answer"] },
];

for (const record of ALONE) {
  Deno.test(`a file that is ${JSON.stringify(record)} is one record`, async () => {
    for (const text of [JSON.stringify(record), JSON.stringify(record, null, 2)]) {
      deepStrictEqual(await readText("a.json", text), [{ number: 1, value: record }]);
    }
  });
}

Deno.test("what Python prints is told as that", async () => {
  const [first, second] = await readText("a.jsonl", "{'prompt': 'one?'}\n{\"prompt\": None}\n");
  for (const row of [first, second]) match(String(row?.value), /it is what Python prints; write it with json\.dumps/);
});

Deno.test("a file whose name says nothing is one of JSON where its first line is JSON", async () => {
  deepStrictEqual((await readText("prompts", asLines("\n"))).map(({ value }) => value), ASKED);
  deepStrictEqual((await readText("prompts", "[not JSON\n")).map(({ value }) => value), ["[not JSON"]);
  deepStrictEqual((await readText("a.txt", '{"a":1}\n')).map(({ value }) => value), ['{"a":1}']);
});

Deno.test("other files are lines of text", async () => {
  deepStrictEqual(await readText("a.prompts", "one\n\ntwo"), [
    { number: 1, value: "one" },
    { number: 3, value: "two" },
  ]);
});

for (const name of ["a.parquet", "a.tar"]) {
  Deno.test(`${name} with other content is refused with its path`, async () => {
    await rejects(readText(name, "x".repeat(2000)), (error: Error) => {
      match(error.message, new RegExp(`Cannot read ".*${name}"`));
      return error.name === "DataError";
    });
  });
}

for (const name of ["a.parquet", "a.tar", "a.csv", "a.jsonl", "a.txt"]) {
  Deno.test(`a missing ${name} is said to be missing`, async () => {
    await rejects(read(`/no/such/${name}`), {
      name: "DataError",
      message: `The file "/no/such/${name}" does not exist`,
    });
  });
}
