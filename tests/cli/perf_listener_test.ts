import { deepStrictEqual, strictEqual } from "node:assert";
import { createPerfListener, describeDownload, describeStop, type PerfListener } from "../../src/cli/perf_listener.ts";
import { createTerminal } from "../../src/cli/terminal/terminal.ts";
import { createFakeOutput, type FakeOutput } from "./terminal/fake_output.ts";

function setUp(
  { debug }: { readonly debug: boolean },
): { readonly listener: PerfListener; readonly stderr: FakeOutput } {
  const stderr = createFakeOutput({ isTerminal: false });
  const terminal = createTerminal({ stdout: createFakeOutput({ isTerminal: false }), stderr, nowMs: () => 0 });
  return { listener: createPerfListener(terminal, { steps: "tables", isQuiet: false, debug }), stderr };
}

Deno.test("the listener marks warnings and errors, and keeps lines for the log file off the terminal", () => {
  const { listener, stderr } = setUp({ debug: false });
  for (const level of ["debug", "query", "info", "warn", "error"] as const) listener.log(level, level);
  deepStrictEqual(stderr.written, ["info\n", "Warning: warn\n", "Error: error\n"]);
});

Deno.test("the listener shows debug lines when asked to", () => {
  const { listener, stderr } = setUp({ debug: true });
  listener.log("debug", "request");
  deepStrictEqual(stderr.written, ["request\n"]);
});

Deno.test("the listener says what a signal starts", () => {
  const finish = { stage: "finish", graceMs: null } as const;
  strictEqual(describeStop(finish, 3), "Finishing 3 running requests; Ctrl-C again to cut off");
  strictEqual(describeStop(finish, 1), "Finishing 1 running request; Ctrl-C again to cut off");
  strictEqual(describeStop(finish, null), "Stopping; Ctrl-C again to cut off");
  strictEqual(
    describeStop({ stage: "finish", graceMs: 10_000 }, 3),
    "Finishing 3 running requests; what still runs in 10 s is cut off",
  );
  strictEqual(
    describeStop({ stage: "cut_off", graceMs: null }, 3),
    "Cutting off running requests; Ctrl-C again to leave at once, without results",
  );
});

Deno.test("a download is shown with a bar where its size is known and there is room", () => {
  const download = { file: "open_qa.jsonl", doneBytes: 5e6, totalBytes: 20e6 };
  const bar = "█".repeat(7) + "░".repeat(23);
  strictEqual(describeDownload(download, 100), `Downloading open_qa.jsonl ${bar} 5.0 of 20.0 MB (25 %)`);
  strictEqual(describeDownload(download, 50), "Downloading open_qa.jsonl  5.0 of 20.0 MB (25 %)");
  strictEqual(describeDownload({ ...download, totalBytes: null }, 100), "Downloading open_qa.jsonl  5.0 MB");
});
