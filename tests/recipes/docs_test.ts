import { strictEqual } from "node:assert";
import { readCodeBlocks } from "./code_blocks.ts";
import { testPage } from "./run_page.ts";

const DOCS = new URL("../../docs/", import.meta.url);

for (const { name } of [...Deno.readDirSync(DOCS)].toSorted((first, second) => first.name < second.name ? -1 : 1)) {
  if (name.endsWith(".md")) await testPage(`docs/${name}`);
}

Deno.test("a block is left out only with a reason", () => {
  const page = "<!-- not run: it needs a key -->\n\n```sh\na\n```\n\n```sh\nb\n```\n";
  const blocks = readCodeBlocks(page);
  strictEqual(blocks.map(({ code, skipped }) => `${code} ${skipped}`).join(", "), "a it needs a key, b null");
});
