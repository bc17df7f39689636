import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { LAYERS, ROOMS } from "../../../scripts/lint/import_direction.ts";
import { messagesOf } from "./lint_messages.ts";

const FORBIDDEN = "src/engine must not import src/report";

const FORMS: Readonly<Record<string, string>> = {
  "import": `import { table } from "../report/table.ts"; table();`,
  "import for its effect": `import "../report/table.ts";`,
  "import type": `import type { Table } from "../report/table.ts"; export type T = Table;`,
  "export from": `export { table } from "../report/table.ts";`,
  "export type from": `export type { Table } from "../report/table.ts";`,
  "export * from": `export * from "../report/table.ts";`,
  "dynamic import": `const report = await import("../report/table.ts"); report.table();`,
  "dynamic import of a template": "const report = await import(`../report/table.ts`); report.table();",
  "type import in place": `type Table = import("../report/table.ts").Table; const t: Table = {}; t;`,
  "worker module": `new Worker(new URL("../report/table.ts", import.meta.url), { type: "module" });`,
  "address of a module": `new Worker(import.meta.resolve("../report/table.ts"), { type: "module" });`,
  "sub-folder": `import { table } from "../../src/report/tables/wide/table.ts"; table();`,
};

for (const [form, source] of Object.entries(FORMS)) {
  Deno.test(`import-direction refuses the form: ${form}`, () => {
    assertEquals(messagesOf("import-direction", "src/engine/dispatch.ts", source), [FORBIDDEN]);
  });
}

Deno.test("import-direction takes what the table of layers allows, packages, and files of the same folder", () => {
  const source = `import { a } from "../core/clock.ts"; import { b } from "./slots.ts"; import { z } from "zod";
    import { c } from "./waiting/queue.ts"; import { d } from "node:path"; a(b, z, c, d);`;
  assertEquals(messagesOf("import-direction", "src/engine/dispatch.ts", source), []);
});

Deno.test("import-direction follows a sub-folder up to its own layer", () => {
  const own = `import { a } from "../../slots.ts"; import { b } from "../queue.ts"; a(b);`;
  const other = `import { a } from "../../../report/table.ts"; a();`;
  assertEquals(messagesOf("import-direction", "src/engine/waiting/deep/file.ts", own), []);
  assertEquals(messagesOf("import-direction", "src/engine/waiting/deep/file.ts", other), [FORBIDDEN]);
});

Deno.test("import-direction keeps the inner order of report", () => {
  const lintRoom = (path: string, specifier: string) =>
    messagesOf("import-direction", path, `import { a } from "${specifier}"; a();`);
  assertEquals(lintRoom("src/report/pages/a.ts", "../parts/b.ts"), []);
  assertEquals(lintRoom("src/report/result_files.ts", "./pages/b.ts"), []);
  assertEquals(lintRoom("src/report/html/charts/a.ts", "../b.ts"), []);
  assertEquals(lintRoom("src/report/parts/a.ts", "../pages/b.ts"), [
    "src/report/parts must not import src/report/pages",
  ]);
  assertEquals(lintRoom("src/report/files/a.ts", "../pages/b.ts"), [
    "src/report/files must not import src/report/pages",
  ]);
  assertEquals(lintRoom("src/report/text/a.ts", "../result_files.ts"), [
    "src/report/text must not import src/report/result_files.ts",
  ]);
  assertEquals(lintRoom("src/report/extras/a.ts", "../text/b.ts"), ["src/report/extras is not in the table of rooms"]);
});

Deno.test("import-direction keeps the inner order of app and shards", () => {
  const lintRoom = (path: string, specifier: string) =>
    messagesOf("import-direction", path, `import { a } from "${specifier}"; a();`);
  assertEquals(lintRoom("src/app/perf/a.ts", "../step/b.ts"), []);
  assertEquals(lintRoom("src/app/run/a.ts", "../step/b.ts"), ["src/app/run must not import src/app/step"]);
  assertEquals(lintRoom("src/app/step/a.ts", "../output/b.ts"), ["src/app/step must not import src/app/output"]);
  assertEquals(lintRoom("src/shards/links/a.ts", "../agent/b.ts"), []);
  assertEquals(lintRoom("src/shards/coordinator/a.ts", "../agent/b.ts"), [
    "src/shards/coordinator must not import src/shards/agent",
  ]);
});

Deno.test("import-direction refuses in src what is outside of src", () => {
  const source = `import { a } from "../../tests/support/server.ts"; import { b } from "../../main.ts"; a(b);`;
  assertEquals(messagesOf("import-direction", "src/app/run.ts", source), [
    "src must not import tests/support/server.ts, which is outside of it",
    "src must not import main.ts, which is outside of it",
  ]);
});

Deno.test("import-direction refuses a folder that the table of layers does not have", () => {
  const source = `import { a } from "../core/clock.ts"; a();`;
  assertEquals(messagesOf("import-direction", "src/extras/a.ts", source), [
    "src/extras is not in the table of layers",
  ]);
});

Deno.test("import-direction leaves main.ts, tests and scripts free", () => {
  assertEquals(messagesOf("import-direction", "main.ts", `import { a } from "./src/cli/run.ts"; a();`), []);
  const source = `import { a } from "../src/report/table.ts"; a();`;
  assertEquals(messagesOf("import-direction", "tests/a_test.ts", source), []);
  assertEquals(messagesOf("import-direction", "scripts/a.ts", source), []);
});

/** Each of these tables names what a folder may import; one that leads in a circle has no order. */
const TABLES: readonly (readonly [name: string, folder: string, table: Readonly<Record<string, readonly string[]>>])[] =
  [
    ["LAYERS", "src", LAYERS],
    ...Object.entries(ROOMS).map(([layer, rooms]) => [`ROOMS of ${layer}`, `src/${layer}`, rooms] as const),
  ];

for (const [name, folder, table] of TABLES) {
  Deno.test(`${name} has no cycle and names the folders that there are`, () => {
    const settled = new Set<string>();
    const named = Object.keys(table).sort();
    // Each round settles the folders that import only settled ones; a cycle would never settle.
    for (const _ of named) {
      for (const own of named) if (table[own]?.every((needed) => settled.has(needed))) settled.add(own);
    }
    assertEquals([...settled].sort(), named);
    const there = [...Deno.readDirSync(new URL(`../../../${folder}/`, import.meta.url))];
    assertEquals(there.flatMap((entry) => entry.isDirectory ? [entry.name] : []).sort(), named);
  });
}
