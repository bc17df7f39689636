import { deepStrictEqual, ok } from "node:assert";
import { PERF_OPTIONS } from "../../../src/config/options/perf_options.ts";
import { parseOptions } from "../../../src/config/parsing/parse_options.ts";
import { DATASET_NAMES } from "../../../src/core/datasets.ts";

const page = await Deno.readTextFile(new URL("../../../docs/datasets.md", import.meta.url));

/** Takes a command apart as a shell does, as far as the page goes: quotes and continued lines. */
function splitWords(command: string): readonly string[] {
  const words = command.replaceAll("\\\n", " ").match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.map((word) => word.replace(/^(['"])(.*)\1$/s, "$2"));
}

const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].map(([, block = ""]) => block);
const commands = blocks.flatMap((block) => block.split(/\n(?=\S)/)).filter((line) => line.startsWith("streamgauge "));

Deno.test("docs/datasets.md tells of every dataset", () => {
  deepStrictEqual(DATASET_NAMES.filter((name) => !new RegExp(`\`${name}[\`:]`).test(page)), []);
});

for (const command of commands) {
  Deno.test(`the command of docs/datasets.md can be read: ${command.replaceAll("\\\n", "").slice(11, 150)}`, () => {
    const [, name = "", ...argv] = splitWords(command);
    const operands = name === "dataset" ? 1 : 0;
    ok(["perf", "dataset", "simulate"].includes(name));
    if (name === "simulate") return;
    const { problems, words } = parseOptions(PERF_OPTIONS, argv.slice(operands), {});
    deepStrictEqual([problems, words], [[], []]);
  });
}
