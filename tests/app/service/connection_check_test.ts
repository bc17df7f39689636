import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { createOpenAiDialect } from "../../../src/apis/openai/openai_dialect.ts";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import type { RunListener } from "../../../src/app/run/run_listener.ts";
import { makeRecord } from "../../support/make_record.ts";
import { checkConnection } from "../../../src/app/service/connection_check.ts";
import { DataError } from "../../../src/core/errors.ts";
import { isJsonObject } from "../../../src/core/json.ts";
import { toPlatformTlsFailure } from "../../../src/transport/tls/tls_verdict.ts";
import { toTlsFailure } from "../../../src/transport/tls/tls_verdict.ts";
import type { Failure } from "../../../src/core/failure.ts";
import type { GenerationSettings } from "../../../src/core/generation.ts";
import { DEFAULT_SETTINGS } from "../../apis/build_body.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** Role, then three tokens 20 ms apart: what they waited for before is no pace. */
const EVENTS = [[1, "role"], [500, "content"], [520, "content"], [540, "content"], [700, "usage"]] as const;

interface CheckOptions {
  readonly path?: string;
  readonly waitMs?: number;
  readonly speaksTls?: boolean;
  readonly generation?: Partial<GenerationSettings>;
}

/** Tests a service that fails as told at each moment of the virtual clock. */
async function check(
  failureAt: (nowMs: number) => Failure | null | "silence",
  { path = "/v1/chat/completions", waitMs = 60_000, speaksTls = false, generation = {} }: CheckOptions = {},
): Promise<{ outcome: unknown; waits: string[]; bodies: unknown[]; endedAtMs: number }> {
  const clock = new VirtualClock();
  const bodies: unknown[] = [];
  const waits: string[] = [];
  const listener = {
    log: () => {},
    wait: (reason: string, remainingMs: number) => waits.push(`${reason} in ${remainingMs / 1000} s`),
  } as unknown as RunListener;
  const work = checkConnection({
    url: `http://h${path}`,
    api: "openai",
    dialect: createOpenAiDialect(),
    exchange: async (request, signal) => {
      bodies.push(JSON.parse(new TextDecoder().decode(request.body)));
      const { times, chunks } = makeRecord({ firstByteAtMs: null, events: EVENTS });
      const failure = failureAt(clock.nowMs());
      if (failure !== "silence") return { failure, times, chunks } as RawOutcome;
      await clock.sleepUntil(Infinity, signal);
      return { failure: { kind: "cancelled", message: "Cancelled" }, times, chunks } as RawOutcome;
    },
    generation: { ...DEFAULT_SETTINGS, ...generation },
    applyChatTemplate: true,
    waitMs,
    speaksTls: () => Promise.resolve(speaksTls),
    clock,
    listener,
    signal: new AbortController().signal,
  });
  const outcome = await clock.run(work.catch((error: unknown) => error));
  return { outcome, waits, bodies, endedAtMs: clock.nowMs() };
}

function status(code: number, body: string): Failure {
  return { kind: "http_status", status: code, message: `HTTP ${code}`, body };
}

Deno.test("checkConnection() waits for a service that is starting and says why on one line", async () => {
  const loading: Failure = { kind: "http_status", status: 503, message: "HTTP 503: Loading\nmodel" };
  const { outcome, waits } = await check((nowMs) => nowMs < 2000 ? loading : null);
  deepStrictEqual(outcome, { isReady: true, eventsPerSecond: 50 });
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
  ["the model", status(404, '{"message":"The model `Qwen2.5-0.5B` does not exist."}'), /--model "m"/],
  ["the model", status(400, '{"message":"Server is pinned to X; requested nosuch"}'), /--model "m"/],
  ["the parameters", status(400, '{"message":"Model m does not support Matryoshka"}'), /check the parameters/],
  ["the path", status(404, '{"detail":"Not Found"}'), /nothing at this path: check --url$/],
  ["the parameters", status(400, '{"error":"temperature too high"}'), /check the parameters/],
  ["the service's log", status(500, "boom"), /its own log/],
  ["an unknown authority", toTlsFailure("unknown_authority", ""), /authority with --ca-cert FILE; --insecure measures/],
  ["an expired certificate", toTlsFailure("expired", ""), /Mend the certificate, or the host in --url; --insecure/],
  ["a certificate of the future", toTlsFailure("not_yet_valid", ""), /Mend the certificate/],
  ["the certificate of another host", toTlsFailure("wrong_host", ""), /the host in --url; --insecure measures/],
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
  const { outcome } = await check(() => toPlatformTlsFailure("Other(OtherError(CaUsedAsEndEntity))"));
  ok(outcome instanceof DataError && outcome.problems[0]?.hint?.includes("CA:FALSE"));
});

Deno.test("checkConnection() shows the usual path where the given one is another", async () => {
  const { outcome } = await check(() => status(404, "{}"), { path: "/chat/completions" });
  ok(
    outcome instanceof DataError &&
      outcome.problems[0]?.hint?.includes('in /v1/chat/completions, not "/chat/completions"'),
  );
});

Deno.test("checkConnection() tells what it saw last where the last try is not answered in time", async () => {
  const dead = status(500, "backend gone");
  const { outcome, waits } = await check((nowMs) => nowMs < 1000 ? dead : "silence");
  ok(outcome instanceof DataError && outcome.message.includes("HTTP 500; the service said: backend gone"));
  match(waits.at(-1) ?? "", /\(last: HTTP 500\), giving up/);
});

Deno.test("checkConnection() waits as long as is wanted, not at all for 0", async () => {
  const refused = () => ({ kind: "connect_refused", message: "Connection refused" }) as const;
  strictEqual((await check(refused, { waitMs: 5000 })).endedAtMs, 5000);
  const { outcome, endedAtMs } = await check(refused, { waitMs: 0 });
  ok(outcome instanceof DataError);
  strictEqual(endedAtMs, 0);
});

Deno.test("checkConnection() says at once that plain HTTP met TLS", async () => {
  const broken = () => ({ kind: "reset", message: "Connection broken off" }) as const;
  const { outcome, endedAtMs } = await check(broken, { speaksTls: true });
  ok(outcome instanceof DataError && outcome.message.includes("speaks TLS"));
  strictEqual(outcome.problems[0]?.hint, "Write https:// in --url");
  strictEqual(endedAtMs, 0);
});

Deno.test("checkConnection() offers the member that newer models want", async () => {
  const { outcome } = await check(() => status(400, "Unsupported parameter: use 'max_completion_tokens' instead"));
  ok(outcome instanceof DataError && outcome.problems[0]?.hint?.includes('"max_tokens": null'));
});

Deno.test("the test asks for what a service may refuse, as the load will, but for few tokens", async () => {
  const { bodies } = await check(() => null, {
    generation: { minTokens: 64, nChoices: 2, explicit: ["minTokens", "nChoices"], extraArgs: { max_tokens: 900 } },
  });
  const asked = bodies.filter(isJsonObject).map(({ min_tokens: least, max_tokens: most, n }) => [least, most, n]);
  deepStrictEqual(asked, [[4, 4, 2]]);
});
