import { deepStrictEqual, ok } from "node:assert";
import { fileURLToPath } from "node:url";
import { LAYERS, ROOMS } from "../../../scripts/lint/import_direction.ts";
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

Deno.test("the table of folders says what the import rule holds", async () => {
  const page = await Deno.readTextFile(PAGE);
  const rows = [...page.matchAll(/^\| `(\w+)` +\| [^|]+\| ([^|]+?) *\|$/gm)];
  const told: Record<string, readonly string[]> = {};
  for (const [, folder = "", allowed = ""] of rows) {
    told[folder] = allowed === "–" ? [] : allowed === "all above" ? Object.keys(told) : allowed.split(", ");
  }
  const sorted = (table: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(table).map(([folder, allowed]) => `${folder}: ${allowed.toSorted().join(" ")}`).sort();
  deepStrictEqual(sorted(told), sorted(LAYERS));
});

Deno.test("the order of the rooms of app is told whole, and each imports only what stands before it", async () => {
  const page = await Deno.readTextFile(PAGE);
  const [paragraph = ""] = /^Inside `app`[^]*?\n\n/m.exec(page) ?? [];
  const placeOf = (room: string) => paragraph.indexOf(`\`${room}\``);
  for (const [room, needed] of Object.entries(ROOMS.app ?? {})) {
    ok(placeOf(room) > 0, `${room} is not told`);
    for (const other of needed) ok(placeOf(other) < placeOf(room), `${room} before ${other}`);
  }
});
