import { notStrictEqual, strictEqual } from "node:assert";
import { makeTestProgram } from "../../../scripts/tests/test_program.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

async function run(program: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "--no-config", program] }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("the program that tests start is made once, and anew after any change of its sources", async () => {
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
    strictEqual([...Deno.readDirSync(`${root}/dist`)].length, 2);
  });
});
