import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { PERF_OPTIONS } from "../../../src/config/options/perf_options.ts";
import { findMeaning } from "../../../src/config/parsing/foreign_flags.ts";
import { parseOptions } from "../../../src/config/parsing/parse_options.ts";

const FOREIGN: readonly (readonly [flag: string, key: string, write: string])[] = [
  ["--requests", "number", "--number"],
  ["--rps", "rate", "--rate"],
  ["--qps", "rate", "--rate"],
  ["--request-rate", "rate", "--rate"],
  ["--users", "parallel", "--parallel"],
  ["--vus", "parallel", "--parallel"],
  ["--max-concurrency", "parallel", "--parallel"],
  ["--key", "api_key", "--api-key"],
  ["--base-url", "url", "--url"],
  ["--insecure-skip-verify", "insecure", "--insecure"],
  ["--random_input_len", "max_prompt_length", "--dataset random --min-prompt-length N --max-prompt-length N"],
  ["-m", "model", "--model"],
  ["-p", "prompt", "--prompt"],
  ["-u", "parallel", "--parallel"],
];

for (const [flag, key, write] of FOREIGN) {
  Deno.test(`${flag} of another tool is answered with ${write}`, () => {
    const { problems } = parseOptions(PERF_OPTIONS, [flag, "5"], {});
    deepStrictEqual(problems, [{ message: `Unknown option "${flag}"`, hint: `That is ${write} here`, key }]);
  });
}

Deno.test("what other tools' flags are here exists, and takes no flag of ours away", () => {
  for (const spec of PERF_OPTIONS) {
    for (const name of [spec.flag, ...(spec.short === undefined ? [] : [spec.short]), ...(spec.aliases ?? [])]) {
      strictEqual(findMeaning(name), null, name);
    }
  }
  for (const [flag, key] of FOREIGN) ok(PERF_OPTIONS.some((spec) => spec.key === key), flag);
});
