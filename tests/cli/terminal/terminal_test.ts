import { deepStrictEqual } from "node:assert";
import { createTerminal, type Terminal } from "../../../src/cli/terminal/terminal.ts";
import { createFakeOutput, type FakeOutput, playScreen } from "./fake_output.ts";

interface Setup {
  readonly terminal: Terminal;
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  at(nowMs: number): void;
}

function setUp({ isTerminal }: { readonly isTerminal: boolean }): Setup {
  let now = 0;
  const stdout = createFakeOutput({ isTerminal: false });
  const stderr = createFakeOutput({ isTerminal });
  const terminal = createTerminal({ stdout, stderr, nowMs: () => now });
  return { terminal, stdout, stderr, at: (nowMs) => void (now = nowMs) };
}

function show(terminal: Terminal, text: string): void {
  terminal.progress({ lines: () => [`[${text}]`, "second"], line: () => `line ${text}` });
}

Deno.test("progress is painted over four times a second at most", () => {
  const { terminal, stderr, at } = setUp({ isTerminal: true });
  for (let nowMs = 0; nowMs <= 1000; nowMs += 50) {
    at(nowMs);
    show(terminal, String(nowMs));
  }
  deepStrictEqual(stderr.written.length, 5);
  deepStrictEqual(playScreen(stderr.written.join(""), 40), ["[1000]", "second"]);
});

Deno.test("log lines stand above the progress, and the end takes the progress away", () => {
  const { terminal, stderr } = setUp({ isTerminal: true });
  show(terminal, "a");
  terminal.log("first message");
  terminal.log("another");
  deepStrictEqual(playScreen(stderr.written.join(""), 40), ["first message", "another", "[a]", "second"]);
  terminal.endProgress();
  deepStrictEqual(playScreen(stderr.written.join(""), 40), ["first message", "another"]);
});

Deno.test("progress is painted over wholly after the terminal was made narrower", () => {
  const { terminal, stderr, at } = setUp({ isTerminal: true });
  terminal.progress({ lines: () => ["x".repeat(30)], line: () => "" });
  stderr.columns = 10;
  at(1000);
  // The terminal has wrapped the line of 30 characters into three rows by now.
  stderr.written.splice(0, 1, "x".repeat(10) + "\n" + "x".repeat(10) + "\n" + "x".repeat(10) + "\n");
  show(terminal, "b");
  deepStrictEqual(playScreen(stderr.written.join(""), 10), ["[b]", "second"]);
});

Deno.test("without a terminal a plain line comes every ten seconds, without escape sequences", () => {
  const { terminal, stderr, at } = setUp({ isTerminal: false });
  for (let nowMs = 0; nowMs <= 25_000; nowMs += 250) {
    at(nowMs);
    show(terminal, String(nowMs));
  }
  terminal.endProgress();
  deepStrictEqual(stderr.written.join(""), "line 0\nline 10000\nline 20000\n");
});

Deno.test("results go to standard output, the log does not", () => {
  const { terminal, stdout, stderr } = setUp({ isTerminal: false });
  terminal.print("result");
  terminal.log("message");
  deepStrictEqual([stdout.written.join(""), stderr.written.join("")], ["result\n", "message\n"]);
});
