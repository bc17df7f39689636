import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert";
import type { Dataset, DatasetContext } from "../../../src/datasets/dataset.ts";
import { createEmbeddingBatchDataset, createEmbeddingDataset } from "../../../src/datasets/texts/embedding.ts";
import { type Heard, makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeInputs, takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

async function withFile(
  { name, content, ...changes }: { name: string; content: string } & Partial<DatasetContext>,
  use: (context: DatasetContext, heard: Heard) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/${name}`;
    await Deno.writeTextFile(path, content);
    const [context, heard] = makeDatasetContext({ path, ...changes });
    await use(context, heard);
  });
}

/** One text goes as a string, not as a list of one: services may take nothing else. */
const one = (text: string) => ({ kind: "text", text });

const FORMS: readonly (readonly [string, string])[] = [
  ["a.txt", 'one\n\n{"text":"two"}\n'],
  ["a.jsonl", '"one"\n{"content":"no","sentence":"no","input":"no","text":"{\\"text\\":\\"two\\"}"}'],
  ["a.json", '["one", {"text": null, "input": "{\\"text\\":\\"two\\"}"}]'],
];

for (const [name, content] of FORMS) {
  Deno.test(`embedding sends each text of a file ${name.slice(1)}`, async () => {
    await withFile({ name, content }, async (context) => {
      const dataset = await createEmbeddingDataset(context);
      deepStrictEqual(await takeInputs(dataset), [one("one"), one('{"text":"two"}')]);
    });
  });
}

Deno.test("embedding leaves out texts that are too long", async () => {
  await withFile({ name: "a.txt", content: "abc\nab\n", maxPromptLength: 2 }, async (context, heard) => {
    deepStrictEqual(await takeInputs(await createEmbeddingDataset(context)), [one("ab")]);
    match(heard.infos.join(), /^1 of 2 prompts/);
  });
});

for (const [record, reason] of [["5", /no text/], ['{"title":"x"}', /no text/], ["{", /not JSON/]] as const) {
  Deno.test(`embedding refuses the record ${record} with its place`, async () => {
    await withFile({ name: "a.jsonl", content: `"good"\n${record}` }, async (context) => {
      const dataset = await createEmbeddingDataset(context);
      await rejects(takeInputs(dataset), (error: Error) => {
        match(error.message, /a\.jsonl": record 2 /);
        match(error.message, reason);
        return error.name === "DataError";
      });
    });
  });
}

Deno.test("embedding refuses a file of unknown format and no file", () => {
  const open = (path: string | null) => () => createEmbeddingDataset(makeDatasetContext({ path })[0]);
  throws(open("texts.xml"), { name: "UsageError", message: /its format is unknown/ });
  throws(open(null), { name: "UsageError", message: /needs a file/ });
});

const batches = (dataset: Dataset, count: number) =>
  takeSessions(dataset, count).then((sessions) =>
    sessions.map(({ turns }) => turns[0]?.input.kind === "texts" ? turns[0].input.texts.join("") : "?")
  );

const LETTERS = { name: "a.txt", content: [..."abcde"].join("\n") };

Deno.test("embedding_batch groups texts and keeps the last part of a pass", async () => {
  await withFile({ ...LETTERS, args: { batch_size: 2 } }, async (context) => {
    deepStrictEqual(await batches(await createEmbeddingBatchDataset(context), 5), ["ab", "cd", "e", "ab", "cd"]);
  });
});

Deno.test("embedding_batch takes its size from extra arguments, as the reference does, and skips by requests", async () => {
  await withFile({ ...LETTERS, extraArgs: { batch_size: 2, dimensions: 8 }, offset: 1 }, async (context) => {
    deepStrictEqual(await batches(await createEmbeddingBatchDataset(context), 2), ["cd", "e"]);
  });
});

Deno.test("embedding_batch has eight texts a request unless told otherwise; dataset arguments win", async () => {
  await withFile({ name: "a.txt", content: "x\n".repeat(9) }, async (context) => {
    deepStrictEqual(await batches(await createEmbeddingBatchDataset(context), 2), ["xxxxxxxx", "x"]);
    const both = { ...context, args: { batch_size: 3 }, extraArgs: { batch_size: 2 } };
    deepStrictEqual(await batches(await createEmbeddingBatchDataset(both), 1), ["xxx"]);
  });
});

Deno.test("a batch size must be a whole number above 0", () => {
  const open = (changes: Partial<DatasetContext>) => () =>
    createEmbeddingBatchDataset(makeDatasetContext({ path: "a.txt", ...changes })[0]);
  throws(open({ args: { batch_size: 0 } }), { name: "UsageError", message: /"batch_size"/ });
  throws(open({ extraArgs: { batch_size: "8" } }), { name: "UsageError", message: /"batch_size" of --extra-args/ });
  throws(open({ args: { batchsize: 2 } }), (error: { problems: { hint: string }[] }) => {
    strictEqual(error.problems[0]?.hint, 'Did you mean "batch_size"? It takes batch_size');
    return true;
  });
});
