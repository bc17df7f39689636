import { deepStrictEqual, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COUNT = 24;

interface Row {
  readonly name: string;
  readonly files: readonly string[];
  readonly how: string;
}

function readTable(): readonly Row[] {
  const text = Deno.readTextFileSync(`${ROOT}docs/many-machines.md`);
  return [...text.matchAll(/^\| (A\d+) +\|[^|]*\|([^|]*)\|([^|]*)\|$/gm)].map((
    [, name = "", files = "", how = ""],
  ) => ({
    name,
    files: [...files.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path),
    how: how.trim(),
  }));
}

/** Names a test or, for what is no test of Deno, the thing itself. */
function holds(file: string, name: string): boolean {
  if (!file.endsWith(".ts")) return true;
  const text = Deno.readTextFileSync(`${ROOT}${file}`);
  const titles = [...text.matchAll(/(?:Deno\.test\(\s*|name:\s*|t\.step\(\s*)["'`]([^"'`]+)["'`]/g)].map((
    [, title = ""],
  ) => title);
  return titles.some((title) => new RegExp(`\\b${name}\\b`).test(title));
}

Deno.test("each of A1 to A24 is in the table of the documentation, and in the tests that it names", () => {
  const rows = readTable();
  deepStrictEqual(rows.map(({ name }) => name), Array.from({ length: COUNT }, (_, index) => `A${index + 1}`));
  for (const { name, files, how } of rows) {
    ok(files.length > 0, `${name} names no file`);
    for (const file of files) ok(holds(file, name), `${file} has no test of ${name}`);
    ok(/^automated/.test(how), `${name}: ${how}`);
  }
});

Deno.test("each of the 28 statements names the file that keeps it and a file of tests", () => {
  const text = Deno.readTextFileSync(`${ROOT}docs/many-machines.md`);
  const rows = [...text.matchAll(/^\| (\d+) +\| [^|]+\| `(src\/[^`]+)` +\| `(tests\/[^`]+)` +\|$/gm)];
  deepStrictEqual(rows.map(([, number]) => Number(number)), Array.from({ length: 28 }, (_, index) => index + 1));
  for (const [, , code = "", test = ""] of rows) for (const path of [code, test]) Deno.statSync(`${ROOT}${path}`);
});

Deno.test("every file of acceptance tests is run by the task", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  const command: string = tasks["test-agents"].command;
  for (const { name } of Deno.readDirSync(`${ROOT}tests/agents/acceptance`)) {
    const text = Deno.readTextFileSync(`${ROOT}tests/agents/acceptance/${name}`);
    if (/^Deno\.test\(/m.test(text)) ok(command.includes(`acceptance/${name}`), `${name} is not in the task`);
  }
});
