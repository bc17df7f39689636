import { deepStrictEqual } from "node:assert";
import { fc } from "../../support/property.ts";
import { PERF_OPTIONS } from "../../../src/config/options/perf_options.ts";
import { describeStrayWords, readArguments } from "../../../src/config/parsing/argument_reader.ts";
import { parseOptions } from "../../../src/config/parsing/parse_options.ts";

Deno.test("describeStrayWords() says what the option before the word takes", () => {
  const { words } = readArguments(PERF_OPTIONS, ["x", "--debug", "y", "--stream", "true", "--model", "a", "b"]);
  deepStrictEqual(describeStrayWords(words), [
    { message: 'Unexpected word "x"', hint: "Options begin with two dashes; see --help" },
    { message: 'Unexpected word "y" after --debug', hint: "--debug takes no value" },
    {
      message: 'Unexpected word "true" after --stream',
      hint: "--stream takes no value; write --stream or --no-stream",
    },
    {
      message: 'Unexpected word "b" after --model',
      hint: "--model takes one value; put quotes around a value with spaces",
    },
  ]);
});

Deno.test("parseOptions() never throws, whatever is typed", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(...PERF_OPTIONS.map(({ flag }) => `--${flag}`)),
    fc.constantFrom("--", "-", "-n", "-1", "--no-stream", "--max", "-n=", "--model="),
  );
  fc.assert(fc.property(fc.array(word), (argv) => {
    const { problems, values } = parseOptions(PERF_OPTIONS, argv, {});
    return Array.isArray(problems) && "model" in values;
  }));
});
