import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert";
import { basename, dirname } from "node:path";
import { makeTestProgram } from "../../../scripts/tests/test_program.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

async function run(program: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "--no-config", program] }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("the program that tests start is made once, and anew after any change of its sources; old ones are removed", async () => {
  await withTemporaryFolder(async (root) => {
    await Deno.mkdir(`${root}/src`);
    await Deno.mkdir(`${root}/scripts/build`, { recursive: true });
    await Deno.writeTextFile(`${root}/deno.json`, '{ "imports": {} }');
    await Deno.writeTextFile(`${root}/deno.lock`, '{ "version": "5" }');
    await Deno.writeTextFile(`${root}/main.ts`, 'import { word } from "./src/word.ts";\nconsole.log(word);\n');
    await Deno.writeTextFile(`${root}/src/word.ts`, 'export const word: string = "one";\n');
    const first = await makeTestProgram(root, `${root}/dist`);
    strictEqual(await run(first), "one");
    const madeAt = Deno.statSync(first).mtime?.getTime();
    strictEqual(await makeTestProgram(root, `${root}/dist`), first);
    strictEqual(Deno.statSync(first).mtime?.getTime(), madeAt);
    await Deno.writeTextFile(`${root}/src/word.ts`, 'export const word: string = "two";\n');
    const second = await makeTestProgram(root, `${root}/dist`);
    notStrictEqual(second, first);
    strictEqual(await run(second), "two");
    const longAgo = new Date(Date.now() - 48 * 3_600_000);
    for (const path of [dirname(first), dirname(second)]) Deno.utimeSync(path, longAgo, longAgo);
    strictEqual(await makeTestProgram(root, `${root}/dist`), second);
    deepStrictEqual([...Deno.readDirSync(`${root}/dist`)].map(({ name }) => name), [basename(dirname(second))]);
  });
});
