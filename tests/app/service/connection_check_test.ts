import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { createOpenAiDialect } from "../../../src/apis/openai/openai_dialect.ts";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import type { RunListener } from "../../../src/app/run/run_listener.ts";
import { makeRecord } from "../../support/make_record.ts";
import { checkConnection } from "../../../src/app/service/connection_check.ts";
import { DataError } from "../../../src/core/errors.ts";
import type { Failure } from "../../../src/core/failure.ts";
import { DEFAULT_SETTINGS } from "../../apis/build_body.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** Tests a service that fails as told at each moment of the virtual clock. */
async function check(
  failureAt: (nowMs: number) => Failure | null | "silence",
  path = "/v1/chat/completions",
): Promise<{ outcome: unknown; waits: string[]; endedAtMs: number }> {
  const clock = new VirtualClock();
  const waits: string[] = [];
  const listener = {
    log: () => {},
    wait: (reason: string, remainingMs: number) => waits.push(`${reason} in ${remainingMs / 1000} s`),
  } as unknown as RunListener;
  const work = checkConnection({
    url: `http://h${path}`,
    api: "openai",
    waitMs: 60_000,
    dialect: createOpenAiDialect(),
    exchange: async (_request, signal) => {
      const { times } = makeRecord({ firstByteAtMs: null });
      const failure = failureAt(clock.nowMs());
      if (failure !== "silence") return { failure, times } as RawOutcome;
      await clock.sleepUntil(Infinity, signal);
      return { failure: { kind: "cancelled", message: "Cancelled" }, times } as RawOutcome;
    },
    generation: DEFAULT_SETTINGS,
    applyChatTemplate: true,
    clock,
    listener,
    signal: new AbortController().signal,
  });
  const outcome = await clock.run(work.catch((error: unknown) => error));
  return { outcome, waits, endedAtMs: clock.nowMs() };
}

function status(code: number, body: string): Failure {
  return { kind: "http_status", status: code, message: `HTTP ${code}`, body };
}

Deno.test("checkConnection() waits for a service that is starting and says why on one line", async () => {
  const loading: Failure = { kind: "http_status", status: 503, message: "HTTP 503: Loading\nmodel" };
  const { outcome, waits } = await check((nowMs) => nowMs < 2000 ? loading : null);
  ok(outcome === true);
  deepStrictEqual(waits, [
    "Waiting for http://h/v1/chat/completions (HTTP 503: Loading model), giving up in 60 s",
    "Waiting for http://h/v1/chat/completions (HTTP 503: Loading model), giving up in 59 s",
  ]);
});

Deno.test("checkConnection() gives up on a refused connection after a minute", async () => {
  const { outcome, endedAtMs } = await check(() => ({ kind: "connect_refused", message: "Connection refused" }));
  ok(outcome instanceof DataError);
  strictEqual(endedAtMs, 60_000);
});

Deno.test("checkConnection() does not wait longer than a minute for a service that accepts and says nothing", async () => {
  const { outcome, endedAtMs } = await check(() => "silence");
  ok(outcome instanceof DataError && outcome.message.includes("No reply to the test request within 60 s"));
  strictEqual(endedAtMs, 60_000);
});

const VERDICTS: readonly (readonly [string, Failure, RegExp])[] = [
  ["a key", status(401, ""), /--api-key/],
  ["the model", status(404, '{"message":"The model `m` does not exist."}'), /--model "m"/],
  ["the path", status(404, '{"detail":"Not Found"}'), /nothing at this path: check --url$/],
  ["the parameters", status(400, '{"error":"temperature too high"}'), /check the parameters/],
  ["the service's log", status(500, "boom"), /its own log/],
  ["http or https", { kind: "tls", message: "TLS failed: unknown" }, /http or https/],
  ["the reply", { kind: "truncated", message: "The stream ended" }, /not as the API says/],
];

for (const [cause, failure, hint] of VERDICTS) {
  Deno.test(`checkConnection() points at ${cause} after ${failure.status ?? failure.kind}`, async () => {
    const { outcome } = await check(() => failure);
    await rejects(
      Promise.reject(outcome),
      (error) => error instanceof DataError && hint.test(error.problems[0]?.hint ?? ""),
    );
  });
}

Deno.test("checkConnection() says how to make the certificate that shows itself as an authority", async () => {
  const { outcome } = await check(() => ({ kind: "tls", message: "TLS failed: Other(OtherError(CaUsedAsEndEntity))" }));
  ok(outcome instanceof DataError && outcome.problems[0]?.hint?.includes("CA:FALSE"));
});

Deno.test("checkConnection() shows the usual path where the given one is another", async () => {
  const { outcome } = await check(() => status(404, "{}"), "/chat/completions");
  ok(
    outcome instanceof DataError &&
      outcome.problems[0]?.hint?.includes('in /v1/chat/completions, not "/chat/completions"'),
  );
});
