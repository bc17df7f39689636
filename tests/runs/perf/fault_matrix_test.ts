import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { parseFault } from "../../../src/simulator/settings/fault.ts";
import type { FaultShare } from "../../../src/simulator/settings/fault.ts";
import { fixed } from "../../../src/core/value_distribution.ts";
import { withPerfRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";

/** Each fault and the failure it must end in; `null`: the request must succeed all the same. */
const EXPECTED: Readonly<Record<string, string | null>> = {
  "status:503": "http_status 503",
  html_error: "http_status 502",
  wrong_content_type: "wrong_content_type",
  error_in_stream: "error_in_stream",
  error_event: "error_event",
  malformed_json: "malformed_json",
  malformed_sse: "malformed_sse",
  truncate: "truncated",
  cut: "reset",
  reset: "reset",
  stall: "timeout_idle",
  stall_first: "timeout_first_byte",
  no_headers: "timeout_first_byte",
  "slow_headers:50ms": null,
  empty: "empty_output",
  close_after: null,
};

function toFault(text: string, share: number): FaultShare {
  const read = parseFault(text);
  if (!("value" in read)) throw new Error(`${text} ${read.expected}`);
  return { ...read.value, share };
}

Deno.test("each fault of a service ends in its own failure, and the other requests are unharmed", async () => {
  const names = Object.keys(EXPECTED);
  const faults = names.map((name) => toFault(name, 0.8 / names.length));
  const settings = { faults, seed: 3, tokens: fixed(8), ttftMs: fixed(2), itlMs: fixed(1) };
  await withSimulator(settings, async (simulator) => {
    // All that stand still do so at once: the limit can be one that a busy machine does not come near by itself.
    const flags = ["--parallel", 150, "--number", 300, "--prompt", "hi", "--read-timeout", 4, "--no-test-connection"];
    await withPerfRun(simulator, flags, ({ code, first }) => {
      const given = simulator.stats().faults;
      const expected = new Map<string, number>();
      for (const [name, count] of Object.entries(given)) {
        const entry = names.find((key) => key === name || key.startsWith(`${name}:`));
        const kind = entry === undefined ? undefined : EXPECTED[entry];
        if (kind === undefined) throw new Error(`The matrix lacks ${name}`);
        if (kind !== null) expected.set(kind, (expected.get(kind) ?? 0) + count);
      }
      const step = first;
      const found = new Map<string, number>();
      for (const { kind, status, count } of step.failures) {
        const name = kind === "http_status" ? `${kind} ${status}` : kind;
        found.set(name, (found.get(name) ?? 0) + count);
      }
      deepStrictEqual(sorted(found), sorted(expected));
      ok(expected.size >= 11, `${expected.size} kinds were given`);
      const failed = [...expected.values()].reduce((sum, count) => sum + count, 0);
      strictEqual(step.scalars.success_requests, 300 - failed);
      strictEqual(step.scalars.failed_requests, failed);
      strictEqual(code, 0);
    });
  });
});

function sorted(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a], [b]) => a < b ? -1 : 1);
}

Deno.test("a reset before any reply is a reset, also when it is tried once more", async () => {
  await withSimulator({ faults: [toFault("reset_before_headers", 1)] }, async (simulator) => {
    const flags = ["--parallel", 2, "--number", 6, "--prompt", "hi", "--no-test-connection"];
    await withPerfRun(simulator, flags, ({ code, first, stderr }) => {
      deepStrictEqual(first.failures.map(({ kind, count }) => [kind, count]), [
        ["reset", 6],
      ]);
      strictEqual(code, 1);
      match(stderr, /All 6 requests failed: Connection reset/);
    });
  });
});

Deno.test("--max-failed makes a run with too many failures end with 1", async () => {
  await withSimulator({ faults: [toFault("truncate", 0.5)], seed: 1 }, async (simulator) => {
    const flags = ["--parallel", 4, "--number", 40, "--prompt", "hi", "--no-test-connection", "--max-failed", "0.1"];
    await withPerfRun(simulator, flags, ({ code, first, stderr }) => {
      ok((first.scalars.failed_requests ?? 0) > 4);
      strictEqual(code, 1);
      match(stderr, /more than the allowed 10\.0%/);
    });
  });
});

Deno.test("a service that is not there is an error of its own, with what to do", async () => {
  await withPerfRun(
    { url: `http://127.0.0.1:${closedPort()}` },
    ["--number", 2, "--prompt", "hi", "--no-test-connection"],
    (result) => {
      strictEqual(result.code, 1);
      match(result.stderr, /All 2 requests failed: Connection refused/);
      ok(result.run !== undefined, "the files are written all the same");
    },
  );
});

/** A port on which nothing listens. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
