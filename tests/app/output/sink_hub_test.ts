import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { SinkHub } from "../../../src/app/output/sink_hub.ts";
import type { RunEnding, RunSink, StepEnd } from "../../../src/app/run/run_sink.ts";
import type { StepStart } from "../../../src/app/run/step_run.ts";
import { DataError } from "../../../src/core/errors.ts";
import { makeRecord } from "../../support/make_record.ts";
import { makeRun, makeSnapshot, makeStep } from "../../support/sample_results.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

const RESULT = makeRun([makeStep()]);
const ENDING: RunEnding = { result: RESULT, hasBegun: true, failure: null };
const STEP_END: StepEnd = {
  run: {
    result: makeStep(),
    usedTokenizer: null,
    samples: null,
    failure: null,
  },
  isEarlier: false,
  soFar: RESULT,
};
const START = { folder: "f", index: 0, count: 1 } as StepStart;

interface Heard {
  readonly hub: SinkHub;
  readonly clock: VirtualClock;
  /** The log, as a sink hears it. */
  readonly lines: string[];
}

function setUp(...sinks: readonly RunSink[]): Heard {
  const clock = new VirtualClock();
  const hub = new SinkHub(clock);
  const lines: string[] = [];
  hub.add({ name: "the log", log: (level, message) => void lines.push(`${level} ${message}`) });
  for (const sink of sinks) hub.add(sink);
  return { hub, clock, lines };
}

function fail(reason: string): never {
  throw new Error(reason);
}

Deno.test("each sink hears what it has a method for", async () => {
  const heard: string[] = [];
  const { hub } = setUp({
    name: "all",
    open: () => void heard.push("open"),
    log: (_level, message) => void heard.push(message),
    progress: ({ done }) => void heard.push(`progress ${done}`),
    progressEnd: () => void heard.push("progress end"),
    wait: (reason) => void heard.push(`wait ${reason}`),
    download: (file) => void heard.push(`download ${file}`),
    stepStart: () => void heard.push("step start"),
    add: (batch) => void heard.push(`add ${batch.length}`),
    stepEnd: () => void heard.push("step end"),
    close: () => void heard.push("close"),
  }, { name: "none" });
  await hub.open();
  hub.listener.log("info", "said");
  hub.listener.download("data.json", 1, 2);
  await hub.stepStart(START);
  hub.addRecords([makeRecord(), makeRecord()]);
  hub.listener.progress(makeSnapshot({ done: 2 }));
  hub.listener.progressEnd();
  await hub.stepEnd(STEP_END);
  hub.listener.wait("Next step", 5);
  await hub.close(ENDING);
  deepStrictEqual(heard, [
    "open",
    "said",
    "download data.json",
    "step start",
    "add 2",
    "progress 2",
    "progress end",
    "step end",
    "wait Next step",
    "close",
  ]);
});

Deno.test("a line of the log is told once, numbers so far each time", () => {
  const { hub, lines } = setUp();
  for (const level of ["info", "info", "warn", "query", "query", "debug", "debug"] as const) {
    hub.listener.log(level, "same");
  }
  deepStrictEqual(lines, ["info same", "warn same", "query same", "query same", "debug same", "debug same"]);
});

Deno.test("whatever a sink throws costs one note for each reason, and the others hear all the same", async () => {
  const after: string[] = [];
  const { hub, lines } = setUp({
    name: "the tracker",
    progress: () => fail("down"),
    progressEnd: () => fail("down"),
    stepEnd: () => Promise.reject(new Error("gone")),
    close: () => fail("gone"),
  }, {
    name: "after",
    progress: () => void after.push("progress"),
    stepEnd: () => void after.push("step end"),
    close: () => void after.push("close"),
  });
  await hub.open();
  hub.listener.progress(makeSnapshot());
  hub.listener.progressEnd();
  await hub.stepEnd(STEP_END);
  await hub.close(ENDING);
  deepStrictEqual(lines, ["warn Trouble with the tracker: down", "warn Trouble with the tracker: gone"]);
  deepStrictEqual(after, ["progress", "step end", "close"]);
  strictEqual(hub.missing(), null);
});

Deno.test("a sink whose log fails does not fail again over the note about it", () => {
  let calls = 0;
  const { hub, lines } = setUp({
    name: "benchmark.log",
    log: () => fail(`disk full, call ${++calls}`),
  });
  for (let line = 0; line < 20; line++) hub.listener.log("info", `line ${line}`);
  strictEqual(lines.filter((line) => line.startsWith("warn Trouble with benchmark.log")).length, 5);
  strictEqual(lines.filter((line) => line.startsWith("info line")).length, 20);
});

Deno.test("records that a sink cannot take in are not offered again in this step, but in the next", async () => {
  let offered = 0;
  const { hub } = setUp({
    name: "the database",
    isEssential: true,
    add: () => {
      offered++;
      fail("disk full");
    },
  });
  await hub.stepStart(START);
  hub.addRecords([makeRecord()]);
  hub.addRecords([makeRecord()]);
  strictEqual(offered, 1);
  await hub.stepStart(START);
  hub.addRecords([makeRecord()]);
  strictEqual(offered, 2);
  strictEqual(hub.missing(), "disk full");
});

Deno.test("a sink that is not essential and cannot be opened is left out with a warning", async () => {
  const heard: string[] = [];
  const { hub, lines } = setUp({
    name: "the tracker",
    open: () => Promise.reject(new DataError("401")),
    stepEnd: () => void heard.push("step end"),
  });
  await hub.open();
  await hub.stepEnd(STEP_END);
  deepStrictEqual(lines, ["warn The run goes on without the tracker: 401"]);
  deepStrictEqual(heard, []);
});

Deno.test("an essential sink that cannot be opened refuses the run, and every sink is closed", async () => {
  const heard: string[] = [];
  const { hub } = setUp(
    { name: "the database", isEssential: true, open: () => Promise.reject(new DataError("read-only")) },
    {
      name: "after",
      open: () => void heard.push("open"),
      close: ({ hasBegun }) => void heard.push(`close ${hasBegun}`),
    },
  );
  await rejects(hub.open(), new DataError("read-only"));
  await hub.close({ ...ENDING, hasBegun: false });
  deepStrictEqual(heard, ["open", "close false"]);
});

Deno.test("a sink that never answers is waited for ten seconds, and its calls never overlap", async () => {
  const heard: string[] = [];
  let finish = () => {};
  const { hub, clock, lines } = setUp({
    name: "the tracker",
    stepEnd: () => {
      heard.push("step end");
      return new Promise((resolve) => finish = resolve);
    },
    close: () => void heard.push("close"),
  });
  await clock.run(hub.stepEnd(STEP_END));
  strictEqual(clock.nowMs(), 10_000);
  deepStrictEqual(lines, ["warn Trouble with the tracker: it takes longer than 10 s; the run goes on"]);
  const closing = hub.close(ENDING);
  await Promise.resolve();
  deepStrictEqual(heard, ["step end"]);
  finish();
  await clock.run(closing);
  deepStrictEqual(heard, ["step end", "close"]);
  ok(clock.nowMs() < 20_000);
});
