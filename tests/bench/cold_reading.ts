/**
 * Measures what an event costs that comes when the processor's cache holds other things, as it does with hundreds of
 * streams: from the bytes of a read to the log of chunks, HTTP included, no sockets. Between turns of 16 streams so many
 * MiB are written to; 0 leaves the cache as it is. Two states of the program are compared by running it in both, in turns:
 *
 *   deno run -A --v8-flags=--min-semi-space-size=32 tests/bench/cold_reading.ts [MIB…]
 */
import { createExchange } from "../../src/apis/exchange_reply.ts";
import { createOpenAiDialect } from "../../src/apis/openai/openai_dialect.ts";
import { createClock } from "../../src/core/clock.ts";
import { DEFAULT_TRANSPORT } from "../support/default_transport.ts";
import { createHttp1Transport } from "../../src/transport/http1/http1_transport.ts";
import type { StreamListener, StreamOpener } from "../../src/transport/http1/byte_stream.ts";
import { print } from "../../scripts/print.ts";

const STREAMS = 512;
const STREAMS_A_TURN = 16;
const EVENTS = 100;
/** In the first ones code runs for the first time. */
const WARM_ROUNDS = 3;
const ROUNDS = 6;
const LINE_DOUBLES = 8;
const MIB_DOUBLES = 1_048_576 / 8;

const encoder = new TextEncoder();

function toChunk(text: string): Uint8Array {
  return encoder.encode(`${encoder.encode(text).length.toString(16)}\r\n${text}\r\n`);
}

function toEvent(choice: string, usage: string = "null"): string {
  return `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1732677934,"model":"m","choices":[${choice}],"usage":${usage}}\n\n`;
}

const HEAD = encoder.encode("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
const TOKEN = toChunk(toEvent('{"index":0,"delta":{"content":" token"},"finish_reason":null}'));
const END = encoder.encode(
  [
    toChunk(toEvent('{"index":0,"delta":{},"finish_reason":"stop"}', '{"prompt_tokens":9,"completion_tokens":100}')),
    toChunk("data: [DONE]\n\n"),
  ].map((bytes) => new TextDecoder().decode(bytes)).join("") + "0\r\n\r\n",
);

/** Streams whose bytes come from here. */
function createScriptedOpener(listeners: StreamListener[], nowMs: () => number): StreamOpener {
  return {
    open(_target, listener) {
      listeners.push(listener);
      queueMicrotask(() => listener.onOpen({ connectedAtMs: nowMs(), tlsAtMs: null }));
      const write = () => queueMicrotask(() => listener.onWritten(nowMs()));
      return { write, health: () => null, [Symbol.dispose]: () => {} };
    },
    [Symbol.dispose]: () => {},
  };
}

/** Writes to every line of the cache's size. */
function fill(other: Float64Array): void {
  for (let at = 0; at < other.length; at += LINE_DOUBLES) other[at] = (other[at] ?? 0) + 1;
}

/** Gives each stream its next event, some of them in a turn; returns what each turn took for one of its streams. */
function playEvent(listeners: readonly StreamListener[], other: Float64Array, nowMs: () => number): readonly number[] {
  const turnsUs: number[] = [];
  for (let first = 0; first < listeners.length; first += STREAMS_A_TURN) {
    fill(other);
    const turn = listeners.slice(first, first + STREAMS_A_TURN);
    const startMs = nowMs();
    for (const listener of turn) listener.onBytes(TOKEN, startMs);
    turnsUs.push((nowMs() - startMs) * 1000 / turn.length);
  }
  return turnsUs;
}

async function measure(mib: number): Promise<readonly number[]> {
  const clock = createClock();
  const listeners: StreamListener[] = [];
  const transport = createHttp1Transport(DEFAULT_TRANSPORT, clock, createScriptedOpener(listeners, clock.nowMs));
  const url = "http://127.0.0.1:1/v1/chat/completions";
  const send = createExchange({ transport, dialect: createOpenAiDialect(), clock, url, headers: {} });
  const other = new Float64Array(mib * MIB_DOUBLES);
  const request = { body: encoder.encode("{}"), isStream: true, headers: null };
  const turnsUs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sent = Array.from({ length: STREAMS }, () => send(request, new AbortController().signal));
    await clock.yieldTurn();
    for (const listener of listeners) listener.onBytes(HEAD, clock.nowMs());
    for (let event = 0; event < EVENTS; event++) {
      const played = playEvent(listeners, other, clock.nowMs);
      if (round >= WARM_ROUNDS) turnsUs.push(...played);
    }
    for (const listener of listeners) listener.onBytes(END, clock.nowMs());
    const outcomes = await Promise.all(sent);
    const short = outcomes.find(({ chunks, failure }) => failure !== null || chunks.kinds.length < EVENTS);
    if (short !== undefined) throw new Error(`A reply was not read: ${JSON.stringify(short.failure)}`);
  }
  transport.close();
  return turnsUs.toSorted((a, b) => a - b);
}

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [0, 16];
print("MiB written between turns   µs/event p10   median");
for (const mib of sizes) {
  const costs = await measure(mib);
  const [low, middle] = [0.1, 0.5].map((share) => (costs[Math.floor(costs.length * share)] ?? 0).toFixed(3));
  print(`${String(mib).padStart(25)}   ${low?.padStart(12)}   ${middle?.padStart(6)}`);
}
