import { deepStrictEqual, match, ok, rejects } from "node:assert";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { createCustomDataset } from "../../../src/datasets/user_module/custom_dataset.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { promptOf, takeInputs, takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

async function withFile(
  name: string,
  content: string,
  use: (context: DatasetContext) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/${name}`, content);
    await use(makeDatasetContext({ path: `${folder}/${name}`, seed: 5, args: { word: "hey" } })[0]);
  });
}

Deno.test("custom sends the lines of a file and never reads them as JSON", async () => {
  await withFile("a.txt", '"text"\n[{"role":"user"}]\n', async (context) => {
    const sessions = await takeSessions(await createCustomDataset({ ...context, args: {} }), 3);
    deepStrictEqual(sessions.map(promptOf), ['"text"', '[{"role":"user"}]', '"text"']);
  });
});

const FORMS: readonly (readonly [string, string, string])[] = [
  ["a list of prompts", "a.js", 'export const createDataset = () => ["a", "b"];'],
  [
    "a generator, which is made again for each pass",
    "b.js",
    'export function* createDataset() { yield "a"; yield "b"; }',
  ],
  ["an asynchronous generator", "c.mjs", 'export default async function* () { yield "a"; yield "b"; }'],
  [
    "typed, with lists of messages and whole sessions",
    "d.ts",
    `interface Options { readonly args: { readonly word: string } }
     export async function createDataset({ args }: Options) {
       const first: string = args.word === "hey" ? "a" : "no";
       return { isEndless: false, *sessions() {
         yield [{ role: "user", content: first }];
         yield { turns: [{ input: { kind: "messages", messages: [{ role: "user", content: "b" }] }, maxTokens: 3 }] };
       } };
     }`,
  ],
];

for (const [what, name, code] of FORMS) {
  Deno.test(`a module gives a dataset as ${what}`, async () => {
    await withFile(name, code, async (context) => {
      const dataset = await createCustomDataset(context);
      deepStrictEqual((await takeSessions(dataset, 5)).map(promptOf), ["a", "b", "a", "b", "a"]);
    });
  });
}

const WRONG: readonly (readonly [string, RegExp])[] = [
  ["export const other = 1;", /exports no function createDataset/],
  ["export const createDataset = () => 5;", /returned no dataset/],
  ["export const createDataset = () => { throw new Error('no luck'); };", /createDataset of .* failed: no luck/],
  ["export function* createDataset() { throw new Error('no luck'); }", /sessions of .* failed: no luck/],
  ["export const createDataset = () => [1];", /session 1 of .*: it is a number/],
  ["export const createDataset = () => ['a', {}];", /session 2 of .*: it has no "turns"/],
  ["export const createDataset = () => [[{ role: 'user' }]];", /session 1 of .*: message 1 has no "content"/],
  ["export const createDataset = () => [{ turns: [{ input: { kind: 'x' } }] }];", /turn 1 has no "input"/],
  ["export const x = ;", /Cannot (import|read) the module/],
];

WRONG.forEach(([code, message], i) => {
  Deno.test(`the module ${code} is refused with its path`, async () => {
    await withFile(`wrong_${i}.mjs`, code, async (context) => {
      const take = async () => await takeInputs(await createCustomDataset(context));
      await rejects(take(), (error: Error) => {
        match(error.message, message);
        match(error.message, new RegExp(`wrong_${i}\\.mjs`));
        return error.name === "DataError";
      });
    });
  });
});

Deno.test("custom without a path says what to give", async () => {
  await rejects(createCustomDataset(makeDatasetContext()[0]), {
    name: "UsageError",
    message: /needs a module or a file/,
  });
});

Deno.test("an endless module is never asked to start again", async () => {
  const code =
    `export const createDataset = () => ({ isEndless: true, *sessions() { for (let i = 0;; i++) yield "p" + i; } });`;
  await withFile("endless.mjs", code, async (context) => {
    const dataset = await createCustomDataset(context);
    ok(dataset.isEndless);
    deepStrictEqual((await takeSessions(dataset, 3)).map(promptOf), ["p0", "p1", "p2"]);
  });
});
