import { deepStrictEqual } from "node:assert/strict";
import { PERF_OPTIONS } from "../../../src/config/options/perf_options.ts";

const SOURCES = new URL("../../../src/", import.meta.url);
/** The member of the values and the entry of the table, as each option has them. */
const OWN_LINES = /^ {2}(readonly )?\w+(:.*;|: \{.*)$/;

async function readWords(folder: URL, words: Map<string, number>): Promise<Map<string, number>> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await readWords(new URL(`${name}/`, folder), words);
    else if (/\.tsx?$/.test(name) && name !== "client_code.ts") {
      countWords(await Deno.readTextFile(new URL(name, folder)), folder.pathname.includes("/config/options/"), words);
    }
  }
  return words;
}

function countWords(text: string, isTable: boolean, words: Map<string, number>): void {
  for (const line of text.split("\n")) {
    if (isTable && OWN_LINES.test(line)) continue;
    for (const [word] of line.matchAll(/\w+/g)) words.set(word, (words.get(word) ?? 0) + 1);
  }
}

Deno.test("each option of perf is read somewhere besides its entry: none is accepted and forgotten", async () => {
  const words = await readWords(SOURCES, new Map());
  deepStrictEqual(PERF_OPTIONS.filter(({ key }) => !words.has(key)).map(({ flag }) => `--${flag}`), []);
});
