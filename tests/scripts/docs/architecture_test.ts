import { deepStrictEqual, ok } from "node:assert";
import { fileURLToPath } from "node:url";
import { isThere } from "../../../src/core/files.ts";

const PAGE = new URL("../../../docs/architecture.md", import.meta.url);
const TESTS = new URL("../../", import.meta.url);

/** The rows of the table of behaviours: number, tests in virtual time, tests of the program. */
async function readBehaviours(): Promise<readonly (readonly [number: string, virtual: string, program: string])[]> {
  const page = await Deno.readTextFile(PAGE);
  const rows = page.matchAll(/^\| (\d+) [^|]+\|([^|]+)\|([^|]+)\|$/gm);
  return [...rows].map(([, number = "", virtual = "", program = ""]) => [number, virtual, program]);
}

Deno.test("each behaviour of a load has a test in virtual time and one of the program, and all of them are there", async () => {
  const rows = await readBehaviours();
  deepStrictEqual(rows.map(([number]) => Number(number)), Array.from({ length: 10 }, (_, index) => index + 1));
  for (const [number, ...cells] of rows) {
    for (const cell of cells) {
      const files = [...cell.matchAll(/`([\w/]+_test)`/g)].map(([, file = ""]) => `${file}.ts`);
      ok(files.length > 0, `behaviour ${number}: ${cell}`);
      for (const file of files) {
        ok(await isThere(fileURLToPath(new URL(file, TESTS))), `${number}: ${file} is not there`);
      }
    }
  }
});
