/// <reference lib="deno.unstable" />
import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { messagesOf } from "./lint_messages.ts";

Deno.test("no-default-export refuses default exports in the program only", () => {
  const message = ["Export by name: a default export has no name of its own"];
  assertEquals(messagesOf("no-default-export", "src/core/a.ts", "export default 1;"), message);
  assertEquals(messagesOf("no-default-export", "main.ts", "export default function run() {}"), message);
  assertEquals(messagesOf("no-default-export", "src/core/a.ts", "const a = 1; export { a as default };"), message);
  assertEquals(messagesOf("no-default-export", "src/core/a.ts", "export const a = 1;"), []);
  assertEquals(messagesOf("no-default-export", "scripts/lint_plugin.ts", "export default {};"), []);
});
