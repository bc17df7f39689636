import { joinSignals } from "../../core/joined_signal.ts";
import { PLAIN_TO_TLS } from "../../transport/tls/tls_verdict.ts";
import type { ApiDialect, BodyOptions } from "../../apis/dialect.ts";
import type { BodyToSend, SendBody } from "../../apis/exchange_reply.ts";
import { asksForStream } from "../../apis/stream_request.ts";
import { type ApiName, usualEndOf } from "../../core/apis.ts";
import type { Clock } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import { isOutputCode } from "../../core/chunk_kind.ts";
import type { Failure, FailureCause } from "../../core/failure.ts";
import type { ReplyChunks } from "../../core/record.ts";
import type { GenerationSettings } from "../../core/generation.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Turn } from "../../core/session.ts";
import type { RunListener } from "../run/run_listener.ts";

/** What a connection test needs. */
export interface ConnectionCheckParts {
  readonly url: string;
  readonly api: ApiName;
  readonly dialect: ApiDialect;
  readonly exchange: SendBody;
  readonly generation: GenerationSettings;
  readonly applyChatTemplate: boolean;
  /** How long a service that is not ready is waited for; the reference tries for six hours. */
  readonly waitMs: number;
  /** Tells whether an address of plain HTTP is answered over TLS. */
  readonly speaksTls: (url: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly listener: RunListener;
  readonly signal: AbortSignal;
}

/** What a connection test came to. */
export interface ConnectionTest {
  /** `false`: it was interrupted. */
  readonly isReady: boolean;
  /** Events a second of its reply; `null`: it had too few. */
  readonly eventsPerSecond: number | null;
}

const PAUSE_MS = 1000;
/** A healthy service has answered by then, and nothing is said. */
const COUNT_MS = 3000;
/** Enough to see a token, cheap on any service. */
const TEST_MAX_TOKENS = 4;

/**
 * Sends one short request and says whether the service can be measured. Faults that may pass are tried again for as long
 * as is waited, with what was seen last; others throw a `DataError` at once. It is not ready when interrupted.
 */
export async function checkConnection(parts: ConnectionCheckParts): Promise<ConnectionTest> {
  const { clock, listener, signal } = parts;
  const giveUpAtMs = clock.nowMs() + parts.waitMs;
  let lastSeen: Failure | null = null;
  const test = buildTestBody(parts);
  const body = new TextEncoder().encode(JSON.stringify(test));
  const isStream = asksForStream(parts.dialect, test);
  while (!signal.aborted) {
    const waiting = { giveUpAtMs, lastSeen };
    const { failure, eventsPerSecond } = await tryOnce(parts, { body: body.slice(), isStream, headers: null }, waiting);
    if (failure === null) {
      listener.log("info", `Test connection successful: ${parts.url}`);
      return { isReady: true, eventsPerSecond };
    }
    if (signal.aborted) break;
    if (!isPassing(failure)) throw toVerdict(parts, failure);
    if (lastSeen === null && await isOverTls(parts, failure)) throw toVerdict(parts, PLAIN_TO_TLS);
    lastSeen = failure;
    if (clock.nowMs() + PAUSE_MS > giveUpAtMs) throw toVerdict(parts, failure);
    listener.wait(`Waiting for ${parts.url} (${oneLine(failure.message)}), giving up`, giveUpAtMs - clock.nowMs());
    await clock.sleepUntil(clock.nowMs() + PAUSE_MS, signal);
  }
  return { isReady: false, eventsPerSecond: null };
}

interface Try {
  readonly failure: Failure | null;
  readonly eventsPerSecond: number | null;
}

/** How fast the events of a reply came, the first and what it waited for left out. */
function toPace({ atMs, kinds }: ReplyChunks): number | null {
  const outputs = atMs.filter((_, index) => isOutputCode(kinds[index] ?? -1));
  const [first = 0, last = 0] = [outputs.at(0), outputs.at(-1)];
  return outputs.length < 3 || last <= first ? null : 1000 * (outputs.length - 1) / (last - first);
}

interface Waiting {
  readonly giveUpAtMs: number;
  /** What the service last said; `null`: nothing yet. */
  readonly lastSeen: Failure | null;
}

/** A service that speaks TLS closes a connection of plain HTTP, or answers with what is no HTTP. */
async function isOverTls({ url, speaksTls }: ConnectionCheckParts, { kind }: Failure): Promise<boolean> {
  const mayBe = kind === "reset" || kind === "connect_failed" || kind === "malformed_http" ||
    kind === "timeout_first_byte";
  return mayBe && url.startsWith("http:") && await speaksTls(url);
}

/**
 * Sends the test request; where it is not answered in time, that counts as a fault that did not pass, or rather what the
 * service had said before.
 */
async function tryOnce(
  parts: ConnectionCheckParts,
  request: BodyToSend,
  waiting: Waiting,
): Promise<Try> {
  const { exchange, dialect, signal } = parts;
  const timer = new AbortController();
  const isOver = new AbortController();
  const timeout = countDown(parts, waiting, isOver.signal).then(() => timer.abort());
  using either = joinSignals([signal, timer.signal]);
  const { failure, times, chunks } = await exchange(request, either.signal);
  isOver.abort();
  const isTooLate = timer.signal.aborted && !signal.aborted && failure?.kind === "cancelled";
  await timeout;
  if (isTooLate) {
    const timeout = toTimeout(times.firstByteAtMs !== null, parts.waitMs);
    return { failure: waiting.lastSeen ?? timeout, eventsPerSecond: null };
  }
  return { failure: toTestFailure(failure, dialect), eventsPerSecond: toPace(chunks) };
}

/** Shows that a reply is still awaited, until the time to give up. */
async function countDown(
  { clock, listener, url }: ConnectionCheckParts,
  { giveUpAtMs, lastSeen }: Waiting,
  isOver: AbortSignal,
): Promise<void> {
  const seen = lastSeen === null ? "no reply yet" : `last: ${oneLine(lastSeen.message)}`;
  while (!isOver.aborted && clock.nowMs() < giveUpAtMs) {
    await clock.sleepUntil(Math.min(giveUpAtMs, clock.nowMs() + COUNT_MS), isOver);
    if (!isOver.aborted) listener.wait(`Waiting for ${url} (${seen}), giving up`, giveUpAtMs - clock.nowMs());
  }
}

function toTimeout(hasBegun: boolean, waitMs: number): Failure {
  const seconds = waitMs / 1000;
  return hasBegun
    ? { kind: "timeout_total", message: `The reply to the test request did not end within ${seconds} s` }
    : { kind: "timeout_first_byte", message: `No reply to the test request within ${seconds} s` };
}

function buildTestBody({ dialect, generation, applyChatTemplate }: ConnectionCheckParts): JsonObject {
  const { max_tokens: _most, max_completion_tokens: _completion, ...extraArgs } = generation.extraArgs;
  const { min_tokens: least } = extraArgs;
  const settings: GenerationSettings = {
    ...generation,
    // What a service may refuse is asked as the load asks it, or the test would pass and every request fail.
    minTokens: generation.minTokens === null ? null : Math.min(generation.minTokens, TEST_MAX_TOKENS),
    maxTokens: [TEST_MAX_TOKENS, TEST_MAX_TOKENS],
    explicit: [...generation.explicit, "maxTokens"],
    extraArgs: typeof least === "number" ? { ...extraArgs, min_tokens: Math.min(least, TEST_MAX_TOKENS) } : extraArgs,
  };
  const options: BodyOptions = { settings, model: generation.model, maxTokens: TEST_MAX_TOKENS };
  return dialect.buildBody(testTurn(applyChatTemplate), options);
}

function testTurn(applyChatTemplate: boolean): Turn {
  if (!applyChatTemplate) return { input: { kind: "text", text: "hello" } };
  return { input: { kind: "messages", messages: [{ role: "user", content: "hello" }] } };
}

/** A reply without text is fine where text is written: four tokens may all be held back or be reasoning. */
function toTestFailure(failure: Failure | null, { framing }: ApiDialect): Failure | null {
  return failure?.kind === "empty_output" && framing !== "whole" ? null : failure;
}

const PASSING_KINDS: ReadonlySet<Failure["kind"]> = new Set([
  "connect_refused",
  "connect_failed",
  "timeout_connect",
  "timeout_first_byte",
  "timeout_idle",
  "timeout_total",
  "reset",
  "malformed_http",
]);

/** Statuses by which a service says that it is not ready yet. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

function isPassing({ kind, status, cause }: Failure): boolean {
  if (cause === "blocked_port") return false;
  return PASSING_KINDS.has(kind) || (kind === "http_status" && status !== undefined && PASSING_STATUSES.has(status));
}

function toVerdict({ url, generation, api }: ConnectionCheckParts, failure: Failure): DataError {
  const said = failure.body === undefined ? "" : `; the service said: ${failure.body.slice(0, 300)}`;
  return new DataError(`Cannot use the service at "${url}": ${failure.message}${said}`, {
    hint: hintFor(failure, { url, model: generation.model, usualEnd: usualEndOf(api) }),
  });
}

interface TestedService {
  readonly url: string;
  readonly model: string;
  /** The end that addresses of the API usually have. */
  readonly usualEnd: string;
}

function hintFor(failure: Failure, service: TestedService): string {
  const mending = failure.cause === undefined ? undefined : CAUSE_HINTS[failure.cause];
  if (mending !== undefined) return mending;
  if (failure.kind === "http_status") return statusHint(failure, service);
  if (failure.kind === "dns") return "Check the host name in --url";
  if (failure.kind === "tls") return "Check http or https in --url; give a private authority with --ca-cert FILE";
  if (failure.kind === "wrong_content_type") return "The address answers, but not as an API: check the path in --url";
  if (PASSING_KINDS.has(failure.kind)) {
    return "Check that the service runs and listens there; --wait sets how long it is waited for, " +
      "--no-test-connection skips this test";
  }
  return "The service answers, but not as the API says: --debug shows its reply; --no-test-connection skips this test";
}

const UNCHECKED = "--insecure measures without looking at the certificate";
const MEND_IT = `Mend the certificate, or the host in --url; ${UNCHECKED}`;

const CAUSE_HINTS: Readonly<Partial<Record<FailureCause, string>>> = {
  blocked_port: "Let the service listen on another port: fetch refuses this one",
  plain_to_tls: "Write https:// in --url",
  expired: MEND_IT,
  not_yet_valid: MEND_IT,
  wrong_host: MEND_IT,
  unknown_authority: `Give its authority with --ca-cert FILE; ${UNCHECKED}`,
  // What `openssl req -x509` makes unless told otherwise; it cannot be trusted as a server's, whatever --ca-cert holds.
  authority_itself:
    'Make it with "basicConstraints=critical,CA:FALSE"; --transport socket takes it as it is, with --ca-cert FILE',
};

/** Not what a model cannot do: "Model m does not support …" is about the request. */
const NO_SUCH_MODEL =
  /\bmodel\b[^{}]{0,120}?(not (exist|found|available|loaded|served)|n't exist|unknown|invalid|not a valid)|(unknown|invalid|no such|not find|n't find)[^{}]{0,20}\bmodel|pinned to[^{}]{0,120}requested/i;

function statusHint({ status, body = "", code = "" }: Failure, { url, model, usualEnd }: TestedService): string {
  if (status === 401 || status === 403) return "Give the key with --api-key or in STREAMGAUGE_API_KEY";
  if (/max_completion_tokens/.test(body)) {
    return 'Give --extra-args \'{"max_tokens": null, "max_completion_tokens": 100}\': this model wants the newer member';
  }
  const isModel = NO_SUCH_MODEL.test(body) || /model/i.test(code);
  if (status === 404 && !isModel) {
    const shown = pathOf(url);
    const usual = shown.endsWith(usualEnd) ? "" : ` (usually it ends in ${usualEnd}, not "${shown}")`;
    return `There is nothing at this path: check --url${usual}`;
  }
  if (isModel) return `Check --model "${model}": the service lists its models at /v1/models`;
  if (status !== undefined && PASSING_STATUSES.has(status)) {
    return "The service is there, but cannot answer: its own log tells why; --wait sets how long it is waited for";
  }
  return "The service refuses this request as it is: check the parameters; --debug shows it";
}

/** A wait is shown on one line. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 200);
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
