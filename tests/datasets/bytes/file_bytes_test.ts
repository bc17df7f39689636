import { deepStrictEqual, rejects } from "node:assert";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { readLines } from "../../../src/datasets/read_lines.ts";
import { readTable } from "../../../src/datasets/tables/read_table.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

async function linesOf(name: string, content: Uint8Array): Promise<string[]> {
  let lines: string[] = [];
  await withTemporaryFolder(async (folder) => {
    await Deno.writeFile(`${folder}/${name}`, content);
    lines = (await Array.fromAsync(readLines(`${folder}/${name}`))).map(({ text }) => text);
  });
  return lines;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** UTF-16 with its mark, of the byte order asked for. */
function utf16(text: string, isBig: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length + 2));
  [...`\uFEFF${text}`].forEach((character, index) => view.setUint16(2 * index, character.charCodeAt(0), !isBig));
  return new Uint8Array(view.buffer);
}

const TEXT = "één\nzwei\n";
const FORMS: readonly (readonly [string, Uint8Array])[] = [
  ["as it is", utf8(TEXT)],
  ["with gzip", gzipSync(TEXT)],
  ["with gzip in two members", joined(gzipSync("één\n"), gzipSync("zwei\n"))],
  ["with zstd", zstdCompressSync(TEXT)],
  ["in UTF-16, little end first", utf16(TEXT, false)],
  ["in UTF-16, big end first", utf16(TEXT, true)],
  ["in UTF-16 with gzip", gzipSync(utf16(TEXT, false))],
];

for (const [how, content] of FORMS) {
  Deno.test(`lines of a file ${how} are read`, async () => {
    deepStrictEqual(await linesOf("prompts.txt", content), ["één", "zwei"]);
  });
}

const FOREIGN: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["a ZIP archive", utf8("PK\x03\x04rest"), /it is a ZIP archive/],
  ["a Parquet file of another name", utf8("PAR1rest"), /it is a Parquet file/],
  ["a PDF", utf8("%PDF-1.7"), /it is a PDF document/],
  ["a program", utf8("\x7fELF\x02"), /it is a program/],
  ["other binary data", utf8("abc\0def"), /it is a binary file/],
  ["text of another encoding", Uint8Array.of(0x61, 0xe9, 0x0a), /line 1 is not UTF-8 text/],
  ["a broken archive", Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3), /Cannot unpack ".*" as gzip/],
];

for (const [name, content, message] of FOREIGN) {
  Deno.test(`${name} is told by name`, () => rejects(linesOf("prompts.txt", content), { name: "DataError", message }));
}

Deno.test("the name inside a packed name says what a table is", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeFile(`${folder}/a.csv.gz`, gzipSync("prompt\none\n"));
    const records = await Array.fromAsync(readTable(`${folder}/a.csv.gz`));
    deepStrictEqual(records.map(({ value }) => ({ ...(value as object) })), [{ prompt: "one" }]);
  });
});
