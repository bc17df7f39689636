/**
 * Agents of one process whose requests go nowhere: each is answered after a while with a reply whose events came a few
 * milliseconds apart. So one machine makes as many records a second as a coordinator is to take in:
 *
 *   deno run -A tests/agents/acceptance/scripted_agents.ts BUS-URL AGENTS
 */
import { print } from "../../../scripts/print.ts";
import { serveAgent } from "../../../src/agents/agent/serve_agent.ts";
import { createClock } from "../../../src/core/clock.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { createRandom } from "../../../src/core/random.ts";
import { NO_NETWORK } from "../../../src/core/record.ts";
import { VERSION } from "../../../src/core/version.ts";
import { startInlineShard } from "../../../src/shards/links/inline_shard.ts";
import type { Transport } from "../../../src/transport/transport.ts";

const EVENTS = 120;
const TTFT_MS = 20;
const GAP_MS = 2;
const REPLY_MS = TTFT_MS + EVENTS * GAP_MS;

const encoder = new TextEncoder();
const EVENT = encoder.encode('data: {"choices":[{"index":0,"delta":{"content":"Hi there"}}]}\n\n');
const USAGE = `"usage":{"prompt_tokens":100,"completion_tokens":${EVENTS}}`;
const END = encoder.encode(
  `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],${USAGE}}\n\ndata: [DONE]\n\n`,
);

/** A transport to nowhere. */
function toNowhere(clock: Clock): Transport {
  const random = createRandom(7);
  return {
    async exchange(request, observer, signal) {
      const sentAtMs = clock.nowMs();
      await clock.sleepUntil(sentAtMs + REPLY_MS, signal);
      observer.onHeaders(200, "text/event-stream", null);
      let atMs = sentAtMs + TTFT_MS;
      for (let event = 0; event < EVENTS; event++) {
        observer.onBytes(EVENT, atMs);
        atMs += GAP_MS * (0.5 + random.next());
      }
      observer.onBytes(END, atMs);
      const times = { connectStartAtMs: null, connectedAtMs: null, tlsAtMs: null, writtenAtMs: null };
      return {
        times: {
          ...times,
          sentAtMs,
          headersAtMs: sentAtMs + TTFT_MS,
          firstByteAtMs: sentAtMs + TTFT_MS,
          endAtMs: atMs,
        },
        counts: {
          sentBytes: request.body?.byteLength ?? 0,
          receivedBytes: EVENTS * EVENT.byteLength,
          reads: EVENTS,
          connectionRetries: 0,
        },
        network: NO_NETWORK,
        notes: [],
        status: 200,
        failure: null,
      };
    },
    prepare: () => Promise.resolve(),
    endSession() {},
    close() {},
  };
}

const [url = "", count = "4"] = Deno.args;
const stop = new AbortController();
Deno.addSignalListener("SIGINT", () => stop.abort());
await Promise.all(Array.from({ length: Number(count) }, async (_, index) => {
  const clock = createClock(0);
  await serveAgent({
    bus: { url, token: null, credsPath: null, authorityPath: null },
    self: {
      name: `scripted-${index}`,
      incarnation: `scripted${index}x${Deno.pid}`,
      host: "here",
      cores: 1,
      memoryBytes: 0,
      version: VERSION,
      loops: 1,
    },
    clock,
    isOnce: false,
    waitMs: 5000,
    startLoop: () =>
      startInlineShard({
        clock,
        createTransport: (_settings, runClock) => Promise.resolve(toNowhere(runClock)),
        readUsage: () => ({ cpuSeconds: null, heapBytes: null }),
      }),
    spillFolder: "/nowhere",
    openMaker: () => Promise.reject(new Error("Requests come whole here")),
    openKeeper: () => Promise.reject(new Error("Records go to the coordinator here")),
    allowsModules: false,
    serviceKey: null,
    objection: () => null,
    stop: stop.signal,
    log: print,
  });
}));
