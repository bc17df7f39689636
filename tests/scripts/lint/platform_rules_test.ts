import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { messagesOf } from "./lint_messages.ts";

function refuses(rule: string, sources: readonly string[]): void {
  for (const source of sources) {
    assertEquals(messagesOf(rule, "src/engine/dispatch.ts", source).length, 1, source);
    assertEquals(messagesOf(rule, "mod.ts", source).length, 1, source);
    assertEquals(messagesOf(rule, "tests/engine/dispatch_test.ts", source), [], source);
    assertEquals(messagesOf(rule, "scripts/build.ts", source), [], source);
  }
}

Deno.test("clock-in-one-place refuses each way to read the clock outside its file", () => {
  const sources = [
    "performance.now();",
    "globalThis.performance.now();",
    `performance["now"]();`,
    "const { now } = performance; now();",
    "const origin = performance.timeOrigin;",
    "Date.now();",
    "const read = Date.now;",
    "Temporal.Now.instant();",
    `import { performance } from "node:perf_hooks"; performance;`,
  ];
  refuses("clock-in-one-place", sources);
  for (const source of sources) assertEquals(messagesOf("clock-in-one-place", "src/core/clock.ts", source), []);
});

Deno.test("no-current-date refuses a date without an argument and takes one with", () => {
  refuses("no-current-date", ["new Date();", "Date();", "new globalThis.Date();"]);
  assertEquals(messagesOf("no-current-date", "src/report/name.ts", "new Date(atMs).toISOString();"), []);
  assertEquals(messagesOf("no-current-date", "src/core/clock.ts", "new Date();"), []);
});

Deno.test("small-entries refuses what loads more of a package than is used", () => {
  refuses("small-entries", [`import { z } from "zod"; z;`, `import { Gunzip } from "fflate"; Gunzip;`]);
  assertEquals(messagesOf("small-entries", "src/core/json.ts", `import * as z from "zod"; z;`), []);
});

Deno.test("no-forgotten-signals refuses the signals of the platform that follow others", () => {
  refuses("no-forgotten-signals", ["AbortSignal.any([a, b]);", "const { any } = AbortSignal; any([a, b]);"]);
  assertEquals(messagesOf("no-forgotten-signals", "src/core/x.ts", "AbortSignal.timeout(5);"), []);
});

Deno.test("random-in-one-place refuses each source of chance outside its file", () => {
  const sources = [
    "Math.random();",
    "crypto.getRandomValues(bytes);",
    "globalThis.crypto.randomUUID();",
    "const { random } = Math; random();",
    `import { randomBytes } from "node:crypto"; randomBytes(4);`,
  ];
  refuses("random-in-one-place", sources);
  for (const source of sources) assertEquals(messagesOf("random-in-one-place", "src/core/random.ts", source), []);
  const hash =
    `import { createHash } from "node:crypto"; createHash("sha256"); crypto.subtle.digest("SHA-256", bytes);`;
  assertEquals(messagesOf("random-in-one-place", "src/datasets/hub.ts", hash), []);
});

Deno.test("terminal-in-cli refuses arguments, exit, signals and terminal outside src/cli and main.ts", () => {
  const sources = [
    "console.log(1);",
    "globalThis.console.error(1);",
    "const { log } = console; log(1);",
    "Deno.args.length;",
    "Deno.exit(1);",
    "const { exit } = Deno; exit(1);",
    `Deno.addSignalListener("SIGINT", stop);`,
    "Deno.stdout.writeSync(bytes);",
    "Deno.stderr.writable;",
    "process.exit(1);",
    `import { argv } from "node:process"; argv;`,
    `import process from "node:process"; process;`,
    `import * as process from "node:process"; process;`,
  ];
  refuses("terminal-in-cli", sources);
  for (const source of sources) {
    assertEquals(messagesOf("terminal-in-cli", "src/cli/main_command.ts", source), [], source);
    assertEquals(messagesOf("terminal-in-cli", "main.ts", source), [], source);
  }
});

Deno.test("terminal-in-cli leaves asking for CPU time free", () => {
  const source = `import { cpuUsage } from "node:process"; cpuUsage();`;
  assertEquals(messagesOf("terminal-in-cli", "src/app/health.ts", source), []);
});

Deno.test("the rules about places do not mistake a property of an own object for a global", () => {
  const source = "const run = { args: 1 }; run.args; plan.console.log(1); clock.performance.now(); item.Date.now();";
  for (const rule of ["clock-in-one-place", "terminal-in-cli", "random-in-one-place"]) {
    assertEquals(messagesOf(rule, "src/engine/dispatch.ts", source), [], rule);
  }
});
