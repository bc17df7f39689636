import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { PERF_OPTIONS } from "../../../src/config/options/perf_options.ts";
import { parseOptions } from "../../../src/config/parsing/parse_options.ts";
import { DATASET_NAMES } from "../../../src/core/datasets.ts";
import { runHere } from "../../support/command_line.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { pointAtFiles, writePageFiles } from "./page_files.ts";

const page = await Deno.readTextFile(new URL("../../../docs/datasets.md", import.meta.url));

/** Takes a command apart as a shell does, as far as the page goes: quotes and continued lines. */
function splitWords(command: string): readonly string[] {
  const words = command.replaceAll("\\\n", " ").match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.map((word) => word.replace(/^(['"])(.*)\1$/s, "$2"));
}

const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].map(([, block = ""]) => block);
const commands = blocks.flatMap((block) => block.split(/\n(?=\S)/)).filter((line) => line.startsWith("streamgauge "));

/** Data that only a hub has. */
const FROM_HUB = /^(openqa|longalpaca|share_gpt\w*|hf:.*|flickr8k|kontext_bench|mmmu\w*|swe_smith|trie_\w+)$/;

function needsHub(argv: readonly string[]): boolean {
  return FROM_HUB.test(argv[argv.indexOf("--dataset") + 1] ?? "") && !argv.includes("--dataset-path");
}

const ENV = {
  HOME: "/home/u",
  STREAMGAUGE_MODELSCOPE_URL: "http://127.0.0.1:1",
  STREAMGAUGE_HUGGINGFACE_URL: "http://127.0.0.1:1",
};

Deno.test("docs/datasets.md tells of every dataset", () => {
  deepStrictEqual(DATASET_NAMES.filter((name) => !new RegExp(`\`${name}[\`:]`).test(page)), []);
});

for (const command of commands) {
  const title = command.replaceAll("\\\n", "").slice(11, 150);
  const [, name = "", ...argv] = splitWords(command);
  Deno.test(`the command of docs/datasets.md can be read: ${title}`, () => {
    const operands = name === "dataset" ? 1 : 0;
    ok(["perf", "dataset"].includes(name));
    const { problems, words } = parseOptions(PERF_OPTIONS, argv.slice(operands), {});
    deepStrictEqual([problems, words], [[], []]);
  });
  Deno.test({ name: `its data make a request: ${title}`, ignore: name !== "perf" || needsHub(argv) }, async () => {
    await withTemporaryFolder(async (folder) => {
      await writePageFiles(folder, page);
      const words = argv.map((word) => pointAtFiles(word, folder));
      const env = { ...ENV, STREAMGAUGE_CACHE_DIR: folder };
      const { code, stdout, stderr } = await runHere(["perf", ...words, "--dry-run"], { env });
      strictEqual(code, 0, stderr);
      match(stdout, /The first request body:\n\{/);
    });
  });
}
