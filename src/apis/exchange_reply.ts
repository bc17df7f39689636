import type { Clock } from "../core/clock.ts";
import type { Failure } from "../core/failure.ts";
import type { ReplyChunks, ReplyText, ServiceTimes } from "../core/record.ts";
import type { ReplyNote } from "../core/reply_notes.ts";
import { replacesDefault } from "../transport/header_defaults.ts";
import type { ExchangeResult, HttpRequest, RequestSession, Transport } from "../transport/transport.ts";
import { ChunkLog } from "./chunk_log.ts";
import type { ApiDialect, HeaderContext, ReplyState, Usage } from "./dialect.ts";
import { createFailureMasking } from "./failure_masking.ts";
import { followedTarget, MAX_REDIRECTS } from "./redirects.ts";
import { ReplyCollector } from "./reply_collector.ts";
import { TemplateMemory } from "./scanning/template_memory.ts";
import { asksForNoTokens, exceedsLimit } from "./token_limit.ts";

/** A request body to be sent. */
export interface BodyToSend {
  readonly body: Uint8Array<ArrayBuffer>;
  /** Whether the body asks for a stream. */
  readonly isStream: boolean;
  /** Sent in addition to the run's headers; those win. */
  readonly headers: Readonly<Record<string, string>> | null;
  /** The session it belongs to, where that may keep a connection of its own. */
  readonly session?: RequestSession | undefined;
}

/** All of a record that comes from the transport and the reply; its arrays may be transferred. */
export interface RawOutcome extends ExchangeResult {
  readonly chunks: ReplyChunks;
  readonly isStream: boolean;
  readonly usage: Usage | null;
  readonly serviceTimes: ServiceTimes | null;
  readonly finishReason: string | null;
  /** Reads that held more than one event with output. */
  readonly coalescedReads: number;
  readonly reply: ReplyText;
  /** What was odd about it without being a fault. */
  readonly notes: readonly ReplyNote[];
}

/** Sends one body and reads its reply to the end; never throws for faults of the service. */
export type SendBody = (request: BodyToSend, signal: AbortSignal) => Promise<RawOutcome>;

/** Where and how bodies are sent. */
export interface ExchangeOptions {
  readonly transport: Transport;
  readonly dialect: ApiDialect;
  readonly clock: Clock;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Keeps where in the text each event ends. */
  readonly countsText?: boolean;
}

/** Creates the function that sends bodies to one address. */
export function createExchange({ transport, dialect, url, headers, countsText = false }: ExchangeOptions): SendBody {
  const freeLogs: ChunkLog[] = [];
  const templates = new TemplateMemory();
  const mask = createFailureMasking({ url, headers });
  const ownHeaders = {
    whole: withDefaults(dialect, { given: headers, isStream: false }),
    stream: withDefaults(dialect, { given: headers, isStream: true }),
  };

  return async ({ body, isStream, headers: extraHeaders, session }, signal) => {
    const log = freeLogs.pop() ?? new ChunkLog();
    const runHeaders = isStream ? ownHeaders.stream : ownHeaders.whole;
    const headerParts = toHeaderParts(runHeaders, extraHeaders);
    const openCollector = () =>
      new ReplyCollector(dialect.createReader(body), log, {
        framing: dialect.framing,
        isStream,
        templates,
        countsText,
      });
    const request = { url, method: "POST", ...headerParts, body, ...(session && { session }) } as const;
    const { result, collector, isRedirected } = await exchangeToEnd(transport, openCollector, { request, signal });
    const state = collector.end(result.failure === null);
    const failure = result.failure ?? wantedFailure(state.failure, body);
    const outcome = toOutcome(result, state, {
      chunks: toChunks(log.take(), state),
      isStream: collector.isStream ?? isStream,
      coalescedReads: collector.coalescedReads,
      notes: [
        ...state.notes ?? [],
        ...result.notes,
        ...(isRedirected ? ["redirected" as const] : []),
        ...(exceedsLimit(state, body) ? ["tokens_above_limit" as const] : []),
      ],
      failure: failure === null ? null : mask(failure),
    });
    freeLogs.push(log);
    // A turn that failed is the last of its session, whatever was planned.
    if (failure !== null && session?.isLast === false) transport.endSession?.(session.key);
    return outcome;
  };
}

/** A reply without output is what a request for no tokens asks for. */
function wantedFailure(failure: Failure | null, body: Uint8Array): Failure | null {
  return failure?.kind === "empty_output" && asksForNoTokens(body) ? null : failure;
}

function toChunks(chunks: ReplyChunks, { tokensFrom }: ReplyState): ReplyChunks {
  return tokensFrom === undefined || chunks.tokens === null ? chunks : { ...chunks, tokensFrom };
}

interface OutcomeRest {
  readonly chunks: ReplyChunks;
  readonly isStream: boolean;
  readonly coalescedReads: number;
  readonly notes: readonly ReplyNote[];
  readonly failure: Failure | null;
}

interface Carried {
  readonly result: ExchangeResult;
  readonly collector: ReplyCollector;
  readonly isRedirected: boolean;
}

/** Follows redirects that ask for the same request; what the detour took is part of the reply's time. */
async function exchangeToEnd(
  transport: Transport,
  openCollector: () => ReplyCollector,
  { request, signal }: { readonly request: HttpRequest; readonly signal: AbortSignal },
): Promise<Carried> {
  let sentAtMs: number | null = null;
  let { url } = request;
  for (let hops = 0;; hops++) {
    const collector = openCollector();
    const result = await transport.exchange({ ...request, url }, collector, signal);
    sentAtMs ??= result.times.sentAtMs;
    const { redirection } = collector;
    const target = redirection === null || hops === MAX_REDIRECTS ? null : followedTarget(redirection, url);
    if (target === null || result.failure !== null) {
      return { result: { ...result, times: { ...result.times, sentAtMs } }, collector, isRedirected: hops > 0 };
    }
    url = target;
  }
}

function toOutcome(result: ExchangeResult, state: ReplyState, rest: OutcomeRest): RawOutcome {
  const { usage, serviceTimes = null, finishReason, text } = state;
  return {
    times: result.times,
    counts: result.counts,
    network: result.network,
    chunks: rest.chunks,
    status: result.status,
    isStream: rest.isStream,
    usage,
    serviceTimes,
    finishReason,
    coalescedReads: rest.coalescedReads,
    notes: rest.notes,
    failure: rest.failure,
    reply: text,
  };
}

/** A request's own headers stay apart, so that the others are written once, unless they replace what a transport adds. */
function toHeaderParts(
  run: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>> | null,
): Pick<HttpRequest, "headers" | "extraHeaders"> {
  if (own === null) return { headers: run };
  if (Object.keys(own).some(replacesDefault)) return { headers: mergeHeaders(own, run) };
  return { headers: run, extraHeaders: leaveOut(own, namesOf(run)) };
}

/** Header names are compared without case, so that a user's own is not sent twice. */
function mergeHeaders(
  weak: Readonly<Record<string, string>>,
  strong: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...leaveOut(weak, namesOf(strong)), ...strong };
}

const NAMES = new WeakMap<Readonly<Record<string, string>>, ReadonlySet<string>>();

function namesOf(headers: Readonly<Record<string, string>>): ReadonlySet<string> {
  const known = NAMES.get(headers);
  if (known !== undefined) return known;
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  NAMES.set(headers, names);
  return names;
}

function leaveOut(headers: Readonly<Record<string, string>>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase())));
}

/** The user's headers win over what the dialect wants, and that over the content type. */
function withDefaults({ defaultHeaders }: ApiDialect, context: HeaderContext): Record<string, string> {
  const wanted = defaultHeaders?.(context) ?? {};
  return mergeHeaders(mergeHeaders({ "content-type": "application/json" }, wanted), context.given);
}
