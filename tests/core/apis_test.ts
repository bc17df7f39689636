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
