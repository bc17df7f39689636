import { deepStrictEqual, rejects } from "node:assert/strict";
import { writeTextAtomically } from "../../../src/report/files/atomic_file.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("writeTextAtomically() leaves the whole file and nothing else", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeTextAtomically(`${folder}/a.txt`, "one");
    await writeTextAtomically(`${folder}/a.txt`, "two");
    deepStrictEqual(await namesIn(folder), ["a.txt"]);
    deepStrictEqual(await Deno.readTextFile(`${folder}/a.txt`), "two");
  });
});

Deno.test("writeTextAtomically() leaves no half of a file where it cannot be written", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(`${folder}/a.txt`);
    await rejects(writeTextAtomically(`${folder}/a.txt`, "one"), /Cannot write ".*a\.txt"/);
    deepStrictEqual(await namesIn(folder), ["a.txt"]);
  });
});
