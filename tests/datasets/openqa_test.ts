import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { EMBEDDED_PROMPTS } from "../../src/datasets/texts/embedded_prompts.ts";
import { createOpenqaDataset } from "../../src/datasets/openqa.ts";
import { makeDatasetContext } from "../support/make_dataset_context.ts";
import { promptOf, takeSessions } from "../support/take_sessions.ts";
import { withTemporaryFile, withTemporaryFolder } from "../support/temporary_folder.ts";

/** Nobody listens there. */
const OUT_OF_REACH = { ...makeDatasetContext()[0].hub, source: "modelscope", cacheDir: "/nonexistent" } as const;

const LINES = '{"question":" 什么是光？\\n","human_answers":[]}\r\n\r\n{"question":"B"}\n{"question":"  "}\n';

Deno.test("openqa sends the stripped questions and skips empty ones", async () => {
  await withTemporaryFile(LINES, async (path) => {
    const [context] = makeDatasetContext({ path });
    const sessions = await takeSessions(await createOpenqaDataset(context), 3);
    deepStrictEqual(sessions.map(promptOf), ["什么是光？", "B", "什么是光？"]);
  });
});

for (const place of ["open_qa.jsonl", "AI-ModelScope/HC3-Chinese/open_qa.jsonl"]) {
  Deno.test(`openqa finds ${place} in a directory`, async () => {
    await withTemporaryFolder(async (folder) => {
      const path = `${folder}/${place}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, LINES);
      const [context] = makeDatasetContext({ path: folder });
      strictEqual((await takeSessions(await createOpenqaDataset(context), 1)).length, 1);
    });
  });
}

Deno.test("openqa names what it looked for in a directory without it", async () => {
  await withTemporaryFolder(async (path) => {
    const [context] = makeDatasetContext({ path });
    await rejects(createOpenqaDataset(context), { name: "DataError", message: /^Cannot find "open_qa\.jsonl" in/ });
  });
});

Deno.test("openqa refuses a path that does not exist", async () => {
  const [context] = makeDatasetContext({ path: "/no/such/path" });
  await rejects(createOpenqaDataset(context), { message: 'The dataset path "/no/such/path" does not exist' });
});

Deno.test("openqa without a path downloads nothing from a local source", async () => {
  const [context] = makeDatasetContext();
  await rejects(createOpenqaDataset(context), { name: "DataError", message: /the data source is local/ });
});

Deno.test("what is left out is told by its rules; being readable is one of them where a line was not", async () => {
  const told = async (lines: string) => {
    let infos = "";
    await withTemporaryFile(lines, async (path) => {
      const [context, heard] = makeDatasetContext({ path });
      await takeSessions(await createOpenqaDataset(context), 3);
      infos = heard.infos.join().replace(path, "F");
    });
    return infos;
  };
  const rules = "0 to 131072 characters long";
  strictEqual(await told(LINES), `1 of 3 prompts of "F" are left out: not ${rules}`);
  strictEqual(await told(`${LINES}nonsense\n`), `2 of 4 prompts of "F" are left out: not readable and ${rules}`);
});

const BAD_LINES: readonly (readonly [string, RegExp])[] = [
  ["not json", /Line 2 of ".*" is skipped: it is not JSON/],
  ["[]", /Line 2 of ".*" is skipped: it has no text "question"/],
  ['{"question":5}', /Line 2 of ".*" is skipped: it has no text "question"/],
  ['{"prompt":"x"}', /Line 2 of ".*" is skipped: it has no text "question"/],
];

for (const [line, expected] of BAD_LINES) {
  Deno.test(`openqa skips the line ${line} with file, number and what is wrong`, async () => {
    await withTemporaryFile(`{"question":"a"}\n${line}\n{"question":"b"}\n`, async (path) => {
      const [context, heard] = makeDatasetContext({ path });
      const dataset = await createOpenqaDataset(context);
      strictEqual((await takeSessions(dataset, 2)).length, 2);
      match(heard.warnings.join(), expected);
      ok(heard.warnings.join().includes(path));
    });
  });
}

Deno.test("openqa sends the prompts of the program where it cannot be downloaded and nobody named it", async () => {
  const [context, heard] = makeDatasetContext({ isNamed: false, hub: OUT_OF_REACH, maxPromptLength: 100 });
  const sessions = await takeSessions(await createOpenqaDataset(context), EMBEDDED_PROMPTS.length + 1);
  deepStrictEqual(sessions.map(promptOf), [...EMBEDDED_PROMPTS, EMBEDDED_PROMPTS[0]]);
  match(heard.warnings[0] ?? "", /as no dataset was named, the 40 prompts that the program carries are sent instead/);
});

Deno.test("openqa that was named and cannot be downloaded is an error", async () => {
  const [context] = makeDatasetContext({ isNamed: true, hub: OUT_OF_REACH });
  await rejects(createOpenqaDataset(context), /Cannot download "open_qa.jsonl"/);
});
