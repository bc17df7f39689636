import { deepStrictEqual, ok } from "node:assert/strict";
import { API_FACTS, API_NAMES } from "../../src/core/apis.ts";

Deno.test("each API takes the addresses of its own endpoints", () => {
  for (const name of API_NAMES) {
    const { base, endpoints, fits } = API_FACTS[name];
    for (const endpoint of Object.values(endpoints)) ok(fits === null || fits.test(`${base}/${endpoint}`), name);
  }
});

Deno.test("docs/apis.md has a section of each API that is no model of this machine", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/apis.md", import.meta.url));
  const remote = API_NAMES.filter((name) => API_FACTS[name].runtime === null);
  deepStrictEqual(remote.filter((name) => !page.includes(`\n## \`${name}\``)), []);
});

Deno.test("each folder of a dialect has tests in a folder of its own", () => {
  const dialects = foldersWith("../../src/apis", /_dialect\.ts$/);
  ok(dialects.includes("ollama"));
  deepStrictEqual(dialects.filter((name) => !foldersWith("../apis", /_test\.ts$/).includes(name)), []);
});

/** The folders in a folder that hold a file with such a name. */
function foldersWith(folder: string, name: RegExp): readonly string[] {
  const inside = (path: string) => [...Deno.readDirSync(new URL(path, import.meta.url))];
  return inside(folder).filter((entry) =>
    entry.isDirectory && inside(`${folder}/${entry.name}`).some((file) => name.test(file.name))
  ).map((entry) => entry.name);
}
