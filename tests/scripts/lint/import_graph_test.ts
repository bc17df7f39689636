import { deepStrictEqual, ok } from "node:assert";
import { findImportCycles, findUnreached, readImportGraph } from "../../../scripts/lint/import_graph.ts";

const ROOT = new URL("../../../", import.meta.url);

async function readSources(folder: string): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) { for (const [inner, text] of await readSources(path)) sources.set(inner, text); }
    else if (/\.tsx?$/.test(name)) sources.set(path, await Deno.readTextFile(new URL(path, ROOT)));
  }
  return sources;
}

Deno.test("no modules of src import each other in a circle, as types, lazily or through a worker", async () => {
  const graph = readImportGraph(await readSources("src"));
  ok(graph.size > 500);
  ok([...graph.values()].flat().length > 1000);
  ok(graph.get("src/report/html/report_page.tsx")?.some((target) => target.endsWith(".tsx")));
  deepStrictEqual(findImportCycles(graph).map((cycle) => cycle.join(" → ")), []);
});

/** Where the program, the library and the scripts of the pages begin. */
const FIRST = [
  "main.ts",
  "mod.ts",
  "src/report/html/client/live_client.ts",
  "src/report/html/client/report_client.ts",
];

/** In the place of a worker, in tests of whole runs. */
const FOR_TESTS = ["src/shards/links/inline_shard.ts"];

Deno.test("each module of src is part of the program: what is not entered in its list is named", async () => {
  const sources = await readSources("src");
  for (const path of ["main.ts", "mod.ts"]) sources.set(path, await Deno.readTextFile(new URL(path, ROOT)));
  const graph = readImportGraph(sources);
  deepStrictEqual(findUnreached(graph, FIRST), FOR_TESTS);
});

Deno.test("a module that none of the first ones needs is found", () => {
  const graph = readImportGraph(
    new Map([["a.ts", 'import "./b.ts";'], ["b.ts", 'import "./a.ts";'], ["c.ts", 'import "./a.ts";']]),
  );
  deepStrictEqual(findUnreached(graph, ["a.ts"]), ["c.ts"]);
});

const FORMS: Readonly<Record<string, string>> = {
  "a value": 'import { b } from "./b.ts";',
  "a type": 'import type { B } from "./b.ts";',
  "an export": 'export { b } from "./b.ts";',
  "an effect": 'import "./b.ts";',
  "a lazy import": 'const b = await import("./b.ts");',
  "a lazy import of a template": "const b = await import(`./b.ts`);",
  "an address": 'new Worker(import.meta.resolve("./b.ts"));',
  "the type of a module": 'type B = typeof import("./b.ts");',
  "a worker": 'new Worker(new URL("./b.ts", import.meta.url));',
  "several lines": 'import {\n  a,\n  b,\n} from "./b.ts";',
};

for (const [name, text] of Object.entries(FORMS)) {
  Deno.test(`a circle that is closed by ${name} is found`, () => {
    const graph = readImportGraph(
      new Map([["x/a.ts", text], ["x/b.ts", 'import { c } from "./c/c.ts";'], [
        "x/c/c.ts",
        'import { a } from "../a.ts";',
      ]]),
    );
    deepStrictEqual(findImportCycles(graph), [["x/a.ts", "x/b.ts", "x/c/c.ts", "x/a.ts"]]);
  });
}

Deno.test("a circle through a page is found", () => {
  const sources = new Map([["a.tsx", 'import { b } from "./b.ts";'], ["b.ts", 'const a = await import("./a.tsx");']]);
  deepStrictEqual(findImportCycles(readImportGraph(sources)), [["a.tsx", "b.ts", "a.tsx"]]);
});

Deno.test("what is imported twice without a circle, and what stands in comments, is fine", () => {
  const sources = new Map([
    ["a.ts", 'import { b } from "./b.ts";\nimport { c } from "./c.ts";'],
    ["b.ts", 'import { c } from "./c.ts";\n/** import { a } from "./a.ts"; */'],
    ["c.ts", '// import { a } from "./a.ts";\nimport "./gone.ts";'],
  ]);
  deepStrictEqual(findImportCycles(readImportGraph(sources)), []);
});
