import { match, ok, strictEqual } from "node:assert";
import { describeError, exitCodeOf } from "../../src/cli/error_text.ts";
import { createStyle } from "../../src/cli/terminal/style.ts";
import { DataError, UsageError } from "../../src/core/errors.ts";

const LAYOUT = { style: createStyle({ hasColor: false }), command: "perf" };

Deno.test("a single usage error is shown with its hint and the way to the help", () => {
  const error = new UsageError("Wrong thing", { hint: "Do this" });
  strictEqual(describeError(error, LAYOUT), "Error: Wrong thing\n  Do this\n\nAll options: streamgauge perf --help\n");
  strictEqual(exitCodeOf(error), 2);
});

Deno.test("a data error is shown without the way to the help", () => {
  const error = new DataError("Cannot read it", { hint: "Look there", others: [{ message: "Nor that" }] });
  strictEqual(describeError(error, LAYOUT), "2 errors:\n  1. Cannot read it\n     Look there\n  2. Nor that\n");
  strictEqual(exitCodeOf(error), 3);
});

Deno.test("a mistake of the program is shown with its stack and cause", () => {
  const error = new TypeError("oops", { cause: new RangeError("deep") });
  const text = describeError(error, LAYOUT);
  match(text, /^Internal error: TypeError: oops\n {4}at /);
  match(text, /\nCaused by: RangeError: deep\n/);
  strictEqual(exitCodeOf(error), 70);
});

Deno.test("what a signal broke off is an interruption and no mistake of the program", () => {
  const { reason } = AbortSignal.abort();
  match(describeError(reason, LAYOUT), /^Interrupted: nothing has been measured/);
  strictEqual(exitCodeOf(reason), 130);
});

Deno.test("colours mark the trouble alone", () => {
  const text = describeError(new UsageError("Wrong"), { ...LAYOUT, style: createStyle({ hasColor: true }) });
  ok(text.startsWith("\x1b[31mError:\x1b[0m Wrong\n"));
});
