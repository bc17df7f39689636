import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { datasetNameOf, parseDatasetChoice } from "../../../src/core/choices/dataset_choice.ts";

const CHOICES: readonly (readonly [string, string, string | null])[] = [
  ["random", "random", null],
  ["embed", "embedding", null],
  ["embedding_dataset", "embedding", null],
  ["hf:owner/name", "hf", "owner/name"],
  ["file:C:\\data\\a.csv", "file", "C:\\data\\a.csv"],
  ["rerank_dataset:a.jsonl", "rerank", "a.jsonl"],
  ["mix:a.jsonl=0.7,b.jsonl=0.3", "mix", "a.jsonl=0.7,b.jsonl=0.3"],
  ["./my_dataset.ts", "custom", "./my_dataset.ts"],
  ["C:\\my\\dataset.mjs", "custom", "C:\\my\\dataset.mjs"],
  ["file:a.ts", "file", "a.ts"],
  ["custom:./a.ts", "custom", "./a.ts"],
];

for (const [typed, name, source] of CHOICES) {
  Deno.test(`parseDatasetChoice() reads ${typed}`, () => {
    deepStrictEqual(parseDatasetChoice(typed), { name, source });
    strictEqual(datasetNameOf(typed), name);
  });
}

for (const typed of ["", "randon", "hf:", ":a", "a.jsonl", "toString", "nothing:x", "nothing:x.ts"]) {
  Deno.test(`parseDatasetChoice() knows no "${typed}"`, () => {
    strictEqual(parseDatasetChoice(typed), null);
    throws(() => datasetNameOf(typed));
  });
}
