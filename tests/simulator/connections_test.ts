import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { DataError } from "../../src/core/errors.ts";
import { fixed } from "../../src/core/value_distribution.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import type { ReplyTruth } from "../../src/simulator/stats/reply_truth.ts";
import { formatSimulatorStats } from "../../src/simulator/stats/format_stats.ts";
import { withSimulator } from "../support/simulator.ts";
import { exchangeRaw, readUntil, toRequestBytes } from "./raw_exchange.ts";

const KEPT = { connection: "keep-alive" };

Deno.test("one connection carries many requests, streamed and whole", async () => {
  await withSimulator({ tokens: fixed(2), ttftMs: fixed(0) }, async (simulator) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: simulator.port });
    for (let i = 0; i < 8; i++) {
      await connection.write(toRequestBytes({ headers: KEPT }));
      await readUntil(connection, "\r\n0\r\n\r\n");
      await connection.write(toRequestBytes({ headers: KEPT, body: { messages: [{ role: "user", content: "x" }] } }));
      match(await readUntil(connection, "}}"), /^HTTP\/1\.1 200 OK/);
    }
    const { connections, requests, replies } = simulator.stats();
    deepStrictEqual({ connections, requests, replies }, { connections: 1, requests: 16, replies: 16 });
  });
});

Deno.test("a request sent ahead waits for the reply before it", async () => {
  await withSimulator({}, async (simulator) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: simulator.port });
    await connection.write(toRequestBytes({ headers: { ...KEPT, "x-streamgauge-set": "tokens=1" } }));
    await connection.write(new TextEncoder().encode("GET /v1/models HTTP/1.1\r\n\r\n"));
    const text = await readUntil(connection, '"owned_by"');
    match(text, /^HTTP\/1\.1 200 [^]*\[DONE\]\n\n\r\n0\r\n\r\nHTTP\/1\.1 200 /);
  });
});

Deno.test("a client of HTTP/1.0 gets no chunks: the end of the connection ends a stream", async () => {
  await withSimulator({ tokens: fixed(2), ttftMs: fixed(0) }, async (simulator) => {
    const body = JSON.stringify({ messages: [{ role: "user", content: "x" }], stream: true });
    for (const connection of ["keep-alive", "close"]) {
      using socket = await Deno.connect({ hostname: "127.0.0.1", port: simulator.port });
      const head =
        `POST /v1/chat/completions HTTP/1.0\r\nconnection: ${connection}\r\ncontent-length: ${body.length}\r\n`;
      await socket.write(new TextEncoder().encode(`${head}\r\n${body}`));
      const text = await new Response(socket.readable).text();
      ok(!text.includes("transfer-encoding"), text);
      match(text, /\r\nconnection: close\r\n\r\ndata: \{[^]*\n\ndata: \[DONE\]\n\n$/);
    }
  });
});

Deno.test("a request that is no HTTP is refused and the connection closed", async () => {
  await withSimulator({}, async (simulator) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: simulator.port });
    await connection.write(new TextEncoder().encode("hello\r\n\r\n"));
    match(await readUntil(connection, "}}"), /^HTTP\/1\.1 400 [^]*connection: close\r\n/);
    strictEqual(await connection.read(new Uint8Array(10)), null);
  });
});

Deno.test("a client that leaves frees its slot", async () => {
  await withSimulator({ maxRunning: 1, ttftMs: fixed(60_000) }, async (simulator) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: simulator.port });
    await connection.write(toRequestBytes({}));
    await readUntil(connection, "assistant");
    strictEqual(simulator.stats().running, 1);
    connection.close();
    const headers = { "x-streamgauge-set": "ttft=1" };
    match((await exchangeRaw(simulator, { headers })).text, /\[DONE\]/);
    const { running, waiting, aborted, peakRunning } = simulator.stats();
    deepStrictEqual({ running, waiting, aborted, peakRunning }, { running: 0, waiting: 0, aborted: 1, peakRunning: 1 });
  });
});

Deno.test("no more replies run at once than allowed", async () => {
  await withSimulator({ maxRunning: 2, tokens: fixed(2) }, async (simulator) => {
    await Promise.all(Array.from({ length: 7 }, () => exchangeRaw(simulator)));
    const { peakRunning, replies } = simulator.stats();
    deepStrictEqual({ peakRunning, replies }, { peakRunning: 2, replies: 7 });
  });
});

Deno.test("the server stands still in a stall and answers behind it", async () => {
  await withSimulator({ stalls: [{ startMs: 0, endMs: 30 }], ttftMs: fixed(0) }, async (simulator) => {
    match((await exchangeRaw(simulator)).text, /\[DONE\]/);
    ok(simulator.stats().uptimeMs >= 30);
    strictEqual(simulator.stats().replies, 1);
  });
});

Deno.test("statistics count what was sent, and times are never shorter than set", async () => {
  await withSimulator({ ttftMs: fixed(5), itlMs: fixed(2), tokens: fixed(4) }, async (simulator) => {
    await Promise.all(Array.from({ length: 5 }, () => exchangeRaw(simulator)));
    const stats = simulator.stats();
    strictEqual(stats.events, 20);
    strictEqual(stats.generationTokens, 20);
    strictEqual(stats.promptTokens, 15);
    strictEqual(stats.ttftMs.count, 5);
    strictEqual(stats.itlMs.count, 15);
    strictEqual(stats.latenessMs.count, 20);
    strictEqual(stats.replyMs.count, 5);
    ok((stats.ttftMs.p50 ?? 0) >= 5 && (stats.replyMs.mean ?? 0) >= 11);
    ok((stats.latenessMs.max ?? -1) >= (stats.latenessMs.p99 ?? 0) && (stats.latenessMs.p50 ?? -1) >= 0);
  });
});

Deno.test("the truth of a streamed reply is told under its request's id", async () => {
  const truths: ReplyTruth[] = [];
  const options = { port: 0, ttftMs: fixed(3), itlMs: fixed(1), tokens: fixed(4), usage: "off" } as const;
  const simulator = await startSimulator(options, (truth) => truths.push(truth));
  await exchangeRaw(simulator, { headers: { "x-request-id": "seven" } });
  await exchangeRaw(simulator);
  await exchangeRaw(simulator, { headers: { "x-request-id": "whole" }, body: { model: "m", messages: [] } });
  const { ttftMs, itlMs } = simulator.stats();
  await simulator.close();
  deepStrictEqual(truths.map(({ id, gapsMs }) => [id, gapsMs.length]), [["seven", 3]]);
  const [truth] = truths;
  ok(truth !== undefined && truth.ttftMs >= 3 && truth.ttftMs <= (ttftMs.max ?? 0));
  ok(Math.max(...truth.gapsMs) <= (itlMs.max ?? 0) && truth.replyMs >= truth.ttftMs);
});

Deno.test("a simulator that did nothing has no times", async () => {
  const stats = await withSimulator({}, (simulator) => Promise.resolve(simulator.stats()));
  deepStrictEqual(stats.ttftMs, { count: 0, mean: null, p50: null, p99: null, max: null });
  match(formatSimulatorStats(stats), /^Served 0 requests on 0 connections/);
  deepStrictEqual(JSON.parse(formatSimulatorStats(stats, "json")), stats);
});

Deno.test("formatSimulatorStats() writes a table", () => {
  const times = { count: 12, mean: 1.2345, p50: 1, p99: 20.5, max: 1234.5 };
  const none = { count: 0, mean: null, p50: null, p99: null, max: null };
  const text = formatSimulatorStats({
    uptimeMs: 12_340,
    connections: 3,
    requests: 5,
    replies: 4,
    aborted: 1,
    events: 12,
    promptTokens: 50,
    generationTokens: 24,
    running: 0,
    waiting: 0,
    peakRunning: 2,
    faults: { cut: 1, status: 2 },
    latenessMs: times,
    ttftMs: times,
    itlMs: times,
    replyMs: none,
  });
  strictEqual(
    text,
    `Served 5 requests on 3 connections in 12.3 s: 4 replies, 1 broken off by the client, at most 2 running
Sent 12 token events, 24 tokens
Faults given: cut 1, status 2

                        count       mean        p50        p99        max
TTFT sent (ms)             12       1.23       1.00      20.50    1234.50
ITL sent (ms)              12       1.23       1.00      20.50    1234.50
Whole reply (ms)            0          —          —          —          —
Own lateness (ms)          12       1.23       1.00      20.50    1234.50`,
  );
});

Deno.test("a port in use is an error with a hint", async () => {
  await withSimulator({}, async (simulator) => {
    await rejects(startSimulator({ port: simulator.port }), (error) => {
      ok(error instanceof DataError);
      match(error.message, new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${simulator.port}: `));
      return error.problems[0]?.hint !== undefined;
    });
  });
});
