import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { fixed } from "../../../src/core/value_distribution.ts";
import { readJson, readRun, withPerfRun, withVirtualPerf } from "../../support/perf_run.ts";
import { runHere } from "../../support/command_line.ts";
import { withSimulator } from "../../support/simulator.ts";

const SERVICE = { tokens: fixed(8), ttftMs: fixed(10), itlMs: fixed(2) };

interface Sent {
  readonly due_ms: number | null;
  readonly sent_ms: number;
}

/** When the requests of a table were due and sent, in order. */
function readSent(step: string, table = "result"): Sent[] {
  const database = new DatabaseSync(`${step}/benchmark_data.db`, { readOnly: true });
  try {
    const rows = database.prepare(`SELECT due_ms, sent_ms FROM ${table} ORDER BY sent_ms`).all();
    return rows as unknown as Sent[];
  } finally {
    database.close();
  }
}

Deno.test("a closed loop never exceeds its slots", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    await withPerfRun(simulator, ["--parallel", 7, "--number", 100, "--prompt", "hi"], ({ code }) => {
      strictEqual(code, 0);
      strictEqual(simulator.stats().peakRunning, 7);
    });
  });
});

Deno.test("an open loop sends on schedule while the service stands still", async () => {
  // Each reply takes longer than the whole schedule.
  const flags = ["--open-loop", "--rate", 50, "--number", 40, "--prompt", "hi", "--no-test-connection"];
  await withVirtualPerf({ service: { serviceMs: () => 1500 }, flags }, ({ code, first, step }) => {
    strictEqual(code, 0);
    const sent = readSent(step);
    // Each at its time, and 39 gaps of 20 ms in all.
    deepStrictEqual(sent.map(({ sent_ms }) => sent_ms), sent.map(({ due_ms }) => due_ms));
    ok(Math.abs((sent.at(-1)?.sent_ms ?? 0) - (sent[0]?.sent_ms ?? 0) - 780) < 0.01);
    strictEqual(first.name, "rate_50.0_number_40");
  });
});

Deno.test("warm-up requests are sent first, stand in a table of their own and count nowhere", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    const flags = ["--parallel", 4, "--number", 20, "--warmup-num", "0.5", "--prompt", "hi", "--no-test-connection"];
    await withPerfRun(simulator, flags, ({ first, step }) => {
      strictEqual(first.scalars.total_requests, 20);
      strictEqual(simulator.stats().requests, 30);
      const warmup = readSent(step, "warmup_result");
      strictEqual(warmup.length, 10);
      ok(Math.max(...warmup.map(({ sent_ms }) => sent_ms)) < Math.min(...readSent(step).map(({ sent_ms }) => sent_ms)));
    });
  });
});

Deno.test("a duration ends the starting and lets running requests finish", async () => {
  await withSimulator({ ...SERVICE, ttftMs: fixed(100) }, async (simulator) => {
    const flags = ["--parallel", 4, "--duration", "0.7", "--prompt", "hi", "--no-test-connection"];
    await withPerfRun(simulator, flags, ({ code, first, step }) => {
      strictEqual(code, 0);
      const { ending, scalars, number } = first;
      deepStrictEqual([ending, number, scalars.failed_requests], ["deadline", null, 0]);
      const sent = readSent(step).map(({ sent_ms }) => sent_ms);
      ok(sent.length >= 8 && (sent.at(-1) ?? 0) - (sent[0] ?? 0) < 700, `${sent.length} requests`);
    });
  });
});

Deno.test("--grace cuts off what runs too long after the end", async () => {
  await withSimulator({ ...SERVICE, ttftMs: fixed(30_000) }, async (simulator) => {
    const flags = ["--parallel", 2, "--duration", "0.3", "--grace", "0.3", "--prompt", "hi", "--no-test-connection"];
    await withPerfRun(simulator, flags, ({ first }) => {
      deepStrictEqual(first.failures.map(({ kind, count }) => [kind, count]), [
        ["cancelled", 2],
      ]);
    });
  });
});

Deno.test("too many errors stop a run", async () => {
  const faults = [{ name: "status", argument: 500, share: 1 } as const];
  await withSimulator({ ...SERVICE, faults }, async (simulator) => {
    const flags = ["--parallel", 2, "--number", 2000, "--max-errors", 5, "--prompt", "hi", "--no-test-connection"];
    await withPerfRun(simulator, flags, ({ code, first }) => {
      strictEqual(code, 1);
      strictEqual(first.ending, "too_many_errors");
      ok((first.scalars.failed_requests ?? Infinity) < 200);
    });
  });
});

Deno.test("--resume runs the missing steps alone, and refuses another plan", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    const flags = ["--parallel", 2, 4, "--number", 6, "--prompt", "hi", "--no-test-connection"];
    await withPerfRun(simulator, flags, async ({ folder, run }) => {
      await Deno.remove(`${folder}/parallel_4_number_6`, { recursive: true });
      const before = simulator.stats().requests;
      await withPerfRun(simulator, [...flags, "--resume", folder], async ({ code, stderr }) => {
        strictEqual(code, 0, stderr);
        strictEqual(simulator.stats().requests - before, 6);
        const { steps } = await readRun(folder);
        deepStrictEqual(steps.map(({ name }: { name: string }) => name), [
          "parallel_2_number_6",
          "parallel_4_number_6",
        ]);
      });
      await Deno.remove(`${folder}/parallel_2_number_6`, { recursive: true });
      const alone = await runHere(["perf", "--resume", folder]);
      strictEqual(alone.code, 0, alone.stderr);
      strictEqual(simulator.stats().requests - before, 12);
      const { steps, context } = await readRun(folder);
      deepStrictEqual([steps.length, context.seed], [2, run.context.seed]);
      await withPerfRun(simulator, [...flags, "--resume", folder, "--max-tokens", 77], ({ code, stderr }) => {
        strictEqual(code, 2);
        match(stderr, /was another run, --max-tokens was not given, is 77/);
      });
      await withPerfRun(simulator, [...flags, "--resume", folder, "--ramp-up", 1], ({ code, stderr }) => {
        strictEqual(code, 2);
        match(stderr, /--ramp-up was not given, is 1/);
      });
      await withPerfRun(simulator, [...flags, "--resume", folder, "--enable-progress-tracker"], ({ code, stderr }) => {
        strictEqual(code, 0, stderr);
      });
    });
  });
});

Deno.test("--repeat reports mean, deviation and interval over the runs", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    const flags = [
      "--parallel",
      2,
      "--number",
      6,
      "--repeat",
      3,
      "--prompt",
      "hi",
      "--no-test-connection",
      "--summary",
      "full",
    ];
    await withPerfRun(simulator, flags, ({ run, stdout }) => {
      strictEqual(run.steps.length, 3);
      match(stdout, /Repeats[\s\S]*95% CI/);
    });
  });
});

Deno.test("a promise that too few requests keep ends a run with 1", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    const flags = ["--number", 5, "--prompt", "hi", "--goodput", "ttft:1ms", "--goodput-min", "0.9"];
    await withPerfRun(simulator, flags, ({ code, first, stderr }) => {
      strictEqual(code, 1);
      strictEqual(first.scalars.goodput_share, 0);
      match(stderr, /0% of the requests kept the objectives, less than 90.0%/);
    });
  });
});

Deno.test("a search ends at the highest load within the limits and writes its trials", async () => {
  // Above 6 running streams every time grows in proportion: 40 ms is kept up to 6, broken from 7 on by a sixth.
  const service = { serviceMs: () => 40, events: 10, gapMs: (running: number) => 40 * Math.max(1, running / 6) };
  const search = ["--sla-auto-tune", "--sla-params", '[{"avg_tpot":"<=44ms"}]', "--sla-num-runs", 1];
  const flags = [...search, "--sla-upper-bound", 16, "--prompt", "hi", "--no-test-connection", "--summary", "full"];
  await withVirtualPerf({ service, flags }, async ({ code, folder, stdout, stderr }) => {
    strictEqual(code, 0, stderr);
    const { winner, interval } = await readJson(`${folder}/sla_search.json`);
    deepStrictEqual([winner.value, interval], [6, { low: 6, high: 7 }]);
    match(stdout, /SLA Auto-tune Summary/);
    ok((await readJson(`${folder}/sla_tuning/sla_parallel_1_run_0/run.json`)) === undefined);
    ok((await readJson(`${folder}/sla_tuning/sla_parallel_1_run_0/benchmark_summary.json`)) !== undefined);
    await withVirtualPerf({ service, flags: [...flags, "--resume", folder, "--max-tokens", 5] }, (other) => {
      strictEqual(other.code, 2);
      match(other.stderr, /--max-tokens was not given, is 5/);
    });
  });
});
