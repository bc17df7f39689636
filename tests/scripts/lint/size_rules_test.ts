import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { messagesOf } from "./lint_messages.ts";

const FILE = "src/engine/dispatch.ts";

function functionOf(lines: number): string {
  return `function run() {\n${"  work();\n".repeat(lines - 2)}}`;
}

Deno.test("file-lines allows 300 lines and no more", () => {
  assertEquals(messagesOf("file-lines", FILE, "work();\n".repeat(300)), []);
  assertEquals(messagesOf("file-lines", FILE, "work();\n".repeat(301)), ["File has 301 lines, more than 300"]);
});

Deno.test("function-lines allows 50 lines and no more", () => {
  assertEquals(messagesOf("function-lines", FILE, functionOf(50)), []);
  assertEquals(messagesOf("function-lines", FILE, functionOf(51)), ["Function has 51 lines, more than 50"]);
});

Deno.test("function-lines counts methods, arrows and function expressions, each once", () => {
  const body = `{\n${"  work();\n".repeat(50)}}`;
  const message = ["Function has 52 lines, more than 50"];
  for (
    const source of [`class A { run() ${body} }`, `const run = () => ${body};`, `const run = function () ${body};`]
  ) {
    assertEquals(messagesOf("function-lines", FILE, source), message);
  }
});

Deno.test("max-parameters allows three and no more, in every kind of signature", () => {
  const four = "a: string, b: string, c: string, d: string";
  const message = ["Function has 4 parameters, more than 3"];
  for (
    const source of [
      `function run(${four}) {}`,
      `const run = (${four}) => {};`,
      `class A { run(${four}) {} }`,
      `class A { constructor(${four}) {} }`,
      `abstract class A { abstract run(${four}): void; }`,
      `interface A { run(${four}): void; }`,
      `type Run = (${four}) => void;`,
      `declare function run(${four}): void;`,
    ]
  ) assertEquals(messagesOf("max-parameters", FILE, source), message, source);
  assertEquals(messagesOf("max-parameters", FILE, "function run(a: string, b: string, c: string) {}"), []);
  assertEquals(messagesOf("max-parameters", FILE, "function run(this: A, a: B, b: C, c: D) {}"), []);
});

Deno.test("nesting-depth allows three control structures inside each other and no more", () => {
  const three = "function f() { for (;;) { if (a) { try { work(); } catch { work(); } } } }";
  const four = "function f() { for (;;) { if (a) { switch (b) { case 1: while (c) work(); } } } }";
  assertEquals(messagesOf("nesting-depth", FILE, three), []);
  assertEquals(messagesOf("nesting-depth", FILE, four), ["Nesting is 4 deep, more than 3"]);
});

Deno.test("nesting-depth takes a chain of else-if for one level and starts anew in a function", () => {
  const chain = "function f() { if (a) {} else if (b) {} else if (c) {} else if (d) {} else if (e) {} }";
  const inner = "function f() { for (;;) { if (a) { while (b) run(() => { if (c) work(); }); } } }";
  const siblings = "function f() { if (a) {} if (b) {} for (;;) {} while (c) {} }";
  assertEquals(messagesOf("nesting-depth", FILE, chain), []);
  assertEquals(messagesOf("nesting-depth", FILE, inner), []);
  assertEquals(messagesOf("nesting-depth", FILE, siblings), []);
});

Deno.test("nesting-depth counts what stands in a last else", () => {
  const source = "function f() { if (a) {} else if (b) {} else { for (;;) { while (c) { if (d) {} } } } }";
  assertEquals(messagesOf("nesting-depth", FILE, source), ["Nesting is 4 deep, more than 3"]);
});
