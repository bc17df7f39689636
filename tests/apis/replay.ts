import { createExchange } from "../../src/apis/exchange_reply.ts";
import type { ApiDialect } from "../../src/apis/dialect.ts";
import type { RawOutcome } from "../../src/apis/exchange_reply.ts";
import { createOpenAiDialect } from "../../src/apis/openai/openai_dialect.ts";
import { createClock } from "../../src/core/clock.ts";
import type { Failure } from "../../src/core/failure.ts";
import { makeRecord } from "../support/make_record.ts";
import type { ExchangeResult, HttpRequest, RequestSession, Transport } from "../../src/transport/transport.ts";

/** A reply to be replayed: the pieces come 1 ms apart, the first at 1 ms, unless they say when they come. */
export interface Replay {
  readonly status?: number;
  readonly contentType?: string;
  readonly location?: string;
  readonly pieces: readonly (string | Uint8Array)[];
  readonly atMs?: readonly number[];
  /** How the transport ends; `null`: well. */
  readonly failure?: Failure | null;
  readonly isStream?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extraHeaders?: Readonly<Record<string, string>> | null;
  /** The dialect that reads; missing: openai. */
  readonly dialect?: ApiDialect;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly countsText?: boolean;
  readonly onRequest?: (request: HttpRequest) => void;
  readonly session?: RequestSession;
  readonly onSessionEnd?: (key: number) => void;
  /** Replies to further requests of the same exchange; missing: the same again. */
  readonly next?: readonly Replay[];
}

/** Reads a reply through a dialect as an exchange would. */
export function replay(options: Replay): Promise<RawOutcome> {
  const exchange = createExchange({
    transport: createReplayTransport(options),
    dialect: options.dialect ?? createOpenAiDialect(),
    clock: createClock(0),
    url: "http://service.test/v1/chat/completions",
    headers: options.headers ?? {},
    countsText: options.countsText ?? false,
  });
  const request = {
    body: options.body ?? new Uint8Array(3),
    isStream: options.isStream ?? true,
    headers: options.extraHeaders ?? null,
    session: options.session,
  };
  return exchange(request, new AbortController().signal);
}

/** Answers each request of one exchange with the next reply. */
export function replayInTurn(
  replies: readonly Replay[],
  onRequest: (request: HttpRequest) => void,
): Promise<RawOutcome> {
  const [first, ...rest] = replies;
  return replay({ ...(first ?? { pieces: [] }), onRequest, next: rest });
}

/** Reads the events of a stream that comes as one piece an event. */
export function replayEvents(...events: readonly unknown[]): Promise<RawOutcome> {
  const texts = events.map((event) => typeof event === "string" ? event : JSON.stringify(event));
  return replay({ pieces: texts.map((text) => `data: ${text}\n\n`) });
}

function createReplayTransport(options: Replay): Transport {
  const waiting = [options, ...options.next ?? []];
  let latest = options;
  return {
    exchange(request, observer): Promise<ExchangeResult> {
      options.onRequest?.(request);
      latest = waiting.shift() ?? latest;
      const { status = 200, contentType = "text/event-stream", pieces, atMs = [], failure = null } = latest;
      observer.onHeaders(status, contentType, latest.location ?? null);
      const chunks = pieces.map((piece) => typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
      // One buffer for all reads, as a transport may use it.
      const buffer = new Uint8Array(Math.max(1, ...chunks.map(({ length }) => length)));
      chunks.forEach((chunk, index) => {
        buffer.set(chunk);
        observer.onBytes(buffer.subarray(0, chunk.length), atMs[index] ?? index + 1);
      });
      const { times, counts, network } = makeRecord({
        sentAtMs: 0,
        headersAtMs: 0.5,
        firstByteAtMs: chunks.length > 0 ? 1 : null,
        endAtMs: chunks.length + 1,
        sentBytes: request.body?.byteLength ?? 0,
        receivedBytes: chunks.reduce((sum, { length }) => sum + length, 0),
        reads: new Set(chunks.map((_, index) => atMs[index] ?? index + 1)).size,
      });
      return Promise.resolve({ times, counts, network, notes: [], status, failure });
    },
    prepare: () => Promise.resolve(),
    endSession: (key) => options.onSessionEnd?.(key),
    close() {},
  };
}
