/// <reference lib="deno.unstable" />
import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { createFolderFiles } from "../../../scripts/lint/shape_rules.ts";
import { messagesOf } from "./lint_messages.ts";

Deno.test("no-default-export refuses default exports in the program only", () => {
  const message = ["Export by name: a default export has no name of its own"];
  assertEquals(messagesOf("no-default-export", "src/core/a.ts", "export default 1;"), message);
  assertEquals(messagesOf("no-default-export", "main.ts", "export default function run() {}"), message);
  assertEquals(messagesOf("no-default-export", "src/core/a.ts", "const a = 1; export { a as default };"), message);
  assertEquals(messagesOf("no-default-export", "src/core/a.ts", "export const a = 1;"), []);
  assertEquals(messagesOf("no-default-export", "scripts/lint_plugin.ts", "export default {};"), []);
});

Deno.test("no-enum refuses enums everywhere", () => {
  const message = ["Use a union of literals instead of an enum"];
  assertEquals(messagesOf("no-enum", "src/core/a.ts", "export enum Kind { A }"), message);
  assertEquals(messagesOf("no-enum", "tests/core/a_test.ts", "const enum Kind { A }"), message);
  assertEquals(messagesOf("no-enum", "src/core/a.ts", `export type Kind = "a" | "b";`), []);
});

Deno.test("documented-export asks for JSDoc on what src declares and exports", () => {
  const message = ["Export has no JSDoc: say in one sentence what it is or does"];
  assertEquals(messagesOf("documented-export", "src/core/a.ts", "export const a = 1;"), message);
  assertEquals(messagesOf("documented-export", "src/core/a.ts", "// A line.\nexport const a = 1;"), message);
  assertEquals(messagesOf("documented-export", "src/core/a.ts", "/** Counts. */\nexport const a = 1;"), []);
  assertEquals(messagesOf("documented-export", "src/core/a.ts", `export { a } from "./b.ts";`), []);
  assertEquals(messagesOf("documented-export", "tests/core/a.ts", "export const a = 1;"), []);
});

Deno.test("folder-files refuses the files of a folder from the sixteenth on", () => {
  const names = Array.from({ length: 17 }, (_, i) => `file_${i + 10}.ts`).reverse();
  const folders: string[] = [];
  const rule = createFolderFiles((folder) => {
    folders.push(folder);
    return names;
  });
  const plugin = { name: "house", rules: { "folder-files": rule } };
  const report = (name: string) =>
    Deno.lint.runPlugin(plugin, `src/core/${name}`, "export const a = 1;").map((diagnostic) => diagnostic.message);
  const message = ["Folder has 17 files, more than 15: make a sub-folder"];
  assertEquals(report("file_24.ts"), []);
  assertEquals(report("file_25.ts"), message);
  assertEquals(report("file_26.ts"), message);
  assertEquals(folders, ["src/core/", "src/core/", "src/core/"]);
});
