import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { messagesOf } from "./lint_messages.ts";

function assertNames(source: string, names: readonly string[]): void {
  const messages = names.map((name) => `Name the unit: ${name}`);
  assertEquals(messagesOf("unit-suffix", "src/engine/pace.ts", source), messages, source);
}

Deno.test("unit-suffix refuses a number named after a span of time without its unit", () => {
  assertNames("interface A { readonly idleTimeout: number; }", ["idleTimeoutMs"]);
  assertNames("interface A { latency?: number | null; }", ["latencyMs"]);
  assertNames("interface A { 'retry_delay': number; }", ["retry_delay_ms"]);
  assertNames("interface A { latency: Float64Array; }", ["latencyMs"]);
  assertNames("class A { #interval = 3; duration: number = 1; }", ["intervalMs", "durationMs"]);
  assertNames("function wait(delay: number, timeout = 10) {}", ["delayMs", "timeoutMs"]);
  assertNames("const wait = (duration: number) => duration;", ["durationMs"]);
  assertNames("type Wait = (delay: number) => void;", ["delayMs"]);
  assertNames("class A { wait(delay: number) {} }", ["delayMs"]);
});

Deno.test("unit-suffix takes names with a unit, and what is no number", () => {
  assertNames("interface A { idleTimeoutMs: number; delaySeconds: number; timeoutKind: number; }", []);
  assertNames("interface A { latency: LatencySummary; hasTimeout: boolean; onTimeout: () => void; }", []);
  assertNames("class A { #timeout = new AbortController(); }", []);
  assertNames("function wait(delay: Delay, { timeout }: Options) {}", []);
});

const NAMES: readonly (readonly [path: string, messages: readonly string[]])[] = [
  ["src/transport/sse_parser.ts", []],
  ["tests/transport/sse_parser_test.ts", []],
  ["src/apis/openai2.ts", []],
  ["src/core/types.d.ts", ['File name "types.d.ts" does not say what the file is about']],
  ["src/core/chunk_kind.d.ts", []],
  ["main.ts", []],
  ["src/transport/sseParser.ts", ['File name "sseParser.ts" is not snake_case']],
  ["src/transport/sse-parser.ts", ['File name "sse-parser.ts" is not snake_case']],
  ["src/transport/SseParser.ts", ['File name "SseParser.ts" is not snake_case']],
  ["src/core/utils.ts", ['File name "utils.ts" does not say what the file is about']],
  ["src/core/string_utils.ts", ['File name "string_utils.ts" does not say what the file is about']],
  ["src/core/helpers.ts", ['File name "helpers.ts" does not say what the file is about']],
  ["src/core/common.ts", ['File name "common.ts" does not say what the file is about']],
  ["src/core/constants.ts", ['File name "constants.ts" does not say what the file is about']],
  ["src/core/misc.ts", ['File name "misc.ts" does not say what the file is about']],
  ["src/core/index.ts", ['File name "index.ts" does not say what the file is about']],
  ["src/core/common_prefix.ts", []],
  ["src/app/connection_test.ts", ['File name "connection_test.ts" reads as a test to "deno test"']],
];

for (const [path, messages] of NAMES) {
  Deno.test(`file-name ${messages.length === 0 ? "takes" : "refuses"} ${path}`, () => {
    assertEquals(messagesOf("file-name", path, "export const a = 1;"), messages);
  });
}
