import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { importModule, prepareModule } from "../../../src/core/modules/importable_module.ts";
import { DataError } from "../../../src/core/errors.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";

Deno.test("a JavaScript module is imported from where it is", async () => {
  await using files = await writeTemporaryFiles({
    "a.js": "export const value = 1; export const here = import.meta.url;",
  });
  const url = pathToFileURL(`${files.folder}/a.js`).href;
  await using module = await prepareModule(url);
  assert.equal(module.url, url);
  assert.equal((await importModule(module.url)).here, url);
});

Deno.test("types go, and relative imports of TypeScript and JavaScript work at any depth", async () => {
  await using files = await writeTemporaryFiles({
    "api.ts": `
      import type { Missing } from "./missing.ts";
      import { one, type Only } from "./lib/one.ts";
      import three from "./lib/three.js";
      export { two } from "./lib/one.ts";
      enum Size { Big = 100 }
      export const sum: number = one + three + Size.Big as number;
      export const here = import.meta.url;
      export const file = import.meta.filename;
      export async function later(): Promise<number> { return (await import("./lib/later.ts")).default; }
    `,
    "lib/one.ts":
      'import three from "./three.js"; export type Only = string; export const one = 1; export const two: number = three - one;',
    "lib/three.js": "export default 3;",
    "lib/later.ts": "const later: number = 7; export default later;",
  });
  const path = `${files.folder}/api.ts`;
  await using module = await prepareModule(pathToFileURL(path).href);
  const exports = await importModule(module.url);
  assert.deepEqual([exports.sum, exports.two], [104, 2]);
  assert.deepEqual([exports.here, exports.file], [pathToFileURL(path).href, path]);
  assert.equal(await (exports.later as () => Promise<number>)(), 7);
});

Deno.test("modules may import each other in a circle", async () => {
  await using files = await writeTemporaryFiles({
    "a.ts": 'import { b } from "./b.ts"; export const a: number = 1; export function sum(): number { return a + b; }',
    "b.ts": 'import { a } from "./a.ts"; export const b: number = 2; export const late = (): number => a;',
  });
  await using module = await prepareModule(pathToFileURL(`${files.folder}/a.ts`).href);
  assert.equal(((await importModule(module.url)).sum as () => number)(), 3);
});

Deno.test("the copy is removed in the end", async () => {
  await using files = await writeTemporaryFiles({ "a.ts": "export const a: number = 1;" });
  let copy = "";
  {
    await using module = await prepareModule(pathToFileURL(`${files.folder}/a.ts`).href);
    copy = module.url;
    assert.ok((await Deno.stat(new URL(copy))).isFile);
  }
  await assert.rejects(() => Deno.stat(new URL(copy)), Deno.errors.NotFound);
});

const WRONG: readonly (readonly [name: string, source: string, message: RegExp])[] = [
  ["wrong syntax", "export const = 1;", /Cannot read the module ".*a\.ts": /],
  [
    "a missing import",
    'import { b } from "./b.ts"; export const a = b;',
    /Cannot read the module ".*b\.ts": it does not exist/,
  ],
  ["code that throws", 'throw new Error("no luck");', /Cannot import the module ".*": no luck/],
];

for (const [name, source, message] of WRONG) {
  Deno.test(`a module with ${name} is an error of the user's`, async () => {
    await using files = await writeTemporaryFiles({ "a.ts": source });
    const load = async () => {
      await using module = await prepareModule(pathToFileURL(`${files.folder}/a.ts`).href);
      await importModule(module.url);
    };
    await assert.rejects(load, (error: Error) => error instanceof DataError && message.test(error.message));
  });
}
