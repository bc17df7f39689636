import { deepStrictEqual, match, rejects, throws } from "node:assert";
import { createRerankDataset } from "../../../src/datasets/texts/rerank.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeInputs } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

async function read(name: string, content: string) {
  let inputs: unknown[] = [];
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/${name}`;
    await Deno.writeTextFile(path, content);
    inputs = await takeInputs(await createRerankDataset(makeDatasetContext({ path })[0]));
  });
  return inputs;
}

const LINES = [
  '{"query":"q1","documents":["a",{"text":"b"}],"passages":["no"]}',
  '{"query":"q2","passages":["c"]}',
  '{"query":"q3","texts":["d"]}',
];
const EXPECTED = [
  { kind: "ranking", query: "q1", documents: ["a", { text: "b" }] },
  { kind: "ranking", query: "q2", documents: ["c"] },
  { kind: "ranking", query: "q3", documents: ["d"] },
];

for (const [name, content] of [["r.jsonl", LINES.join("\n")], ["r.json", `[${LINES.join(",")}]`]] as const) {
  Deno.test(`rerank reads queries with documents, passages or texts from ${name}`, async () => {
    deepStrictEqual(await read(name, content), EXPECTED);
  });
}

Deno.test("rerank reads JSON lines from a text file", async () => {
  deepStrictEqual(await read("r.txt", LINES.join("\n")), EXPECTED);
});

const BAD: readonly (readonly [string, RegExp])[] = [
  ["[]", /record 2 is not a JSON object/],
  ['{"documents":["a"]}', /record 2 has no text "query"/],
  ['{"query":"q"}', /record 2 has no list "documents" or "passages" or "texts"/],
  ['{"query":"q","documents":[]}', /record 2 has no list/],
  ['{"query":"q","documents":[1]}', /record 2 has a document that is neither text nor an object/],
];

for (const [line, expected] of BAD) {
  Deno.test(`rerank refuses the record ${line}`, async () => {
    await rejects(read("r.jsonl", `${LINES[0]}\n${line}`), { name: "DataError", message: expected });
  });
}

Deno.test("rerank without a file names the flag, a file that is missing its path", async () => {
  throws(() => createRerankDataset(makeDatasetContext()[0]), (error: { problems: { hint: string }[] }) => {
    match(error.problems[0]?.hint ?? "", /--dataset-path/);
    return true;
  });
  const dataset = await createRerankDataset(makeDatasetContext({ path: "/no/such.jsonl" })[0]);
  await rejects(takeInputs(dataset), { name: "DataError", message: 'The file "/no/such.jsonl" does not exist' });
});
