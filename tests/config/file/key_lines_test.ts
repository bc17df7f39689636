import { strictEqual } from "node:assert";
import { findKeyLine } from "../../../src/config/file/key_lines.ts";

const FILES: readonly (readonly [format: string, text: string, line: number | null])[] = [
  ["YAML", "model: m\n\nnumber: [5]\n", 3],
  ["YAML with quotes", 'model: m\n"number": 5', 2],
  ["YAML where a value has a member of the name", "dataset_args:\n  number: 1\nnumber: 2", 3],
  ["TOML", 'model = "m"\r\nnumber = 5', 2],
  ["JSON", '{\n  "model": "m",\n  "extra_args": {\n    "number": 1\n  },\n  "number": 5\n}', 6],
  ["JSON on one line", '{"number": 5}', 1],
  ["a comment", "# number: 5\nmodel: m", null],
  ["a longer name", "numbers: 5", null],
];

for (const [format, text, line] of FILES) {
  Deno.test(`a key is found in ${format}`, () => strictEqual(findKeyLine(text, "number"), line));
}
