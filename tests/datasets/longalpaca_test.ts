import { deepStrictEqual, match, rejects } from "node:assert";
import { createLongAlpacaDataset } from "../../src/datasets/longalpaca.ts";
import { makeDatasetContext } from "../support/make_dataset_context.ts";
import { promptOf, takeSessions } from "../support/take_sessions.ts";
import { withTemporaryFile, withTemporaryFolder } from "../support/temporary_folder.ts";

const ENTRIES = [{ instruction: "a long text", output: "x" }, { instruction: "another" }, { output: "none" }];

const FILES = {
  "a JSON array": JSON.stringify(ENTRIES, null, 2),
  "JSON lines": ENTRIES.map((entry) => JSON.stringify(entry)).join("\n"),
};

for (const [name, content] of Object.entries(FILES)) {
  Deno.test(`longalpaca reads instructions from ${name} and skips what has none`, async () => {
    await withTemporaryFile(content, async (path) => {
      const [context, heard] = makeDatasetContext({ path });
      const sessions = await takeSessions(await createLongAlpacaDataset(context), 3);
      deepStrictEqual(sessions.map(promptOf), ["a long text", "another", "a long text"]);
      match(heard.warnings.join(), /^Record 3 of ".*data\.txt" is skipped: it has no text "instruction"$/);
    });
  });
}

Deno.test("longalpaca filters by length", async () => {
  await withTemporaryFile(FILES["a JSON array"], async (path) => {
    const [context] = makeDatasetContext({ path, maxPromptLength: 7 });
    deepStrictEqual((await takeSessions(await createLongAlpacaDataset(context), 2)).map(promptOf), [
      "another",
      "another",
    ]);
  });
});

Deno.test("longalpaca names the file that it looked for", async () => {
  await withTemporaryFolder(async (path) => {
    const [context] = makeDatasetContext({ path });
    await rejects(createLongAlpacaDataset(context), { message: /^Cannot find "LongAlpaca-12k\.json" in/ });
  });
});
