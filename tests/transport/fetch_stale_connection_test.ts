import assert from "node:assert/strict";
import { httpChunk, replyText, startScriptedServer, STREAM_HEAD } from "../support/scripted_server.ts";
import type { Script } from "../support/scripted_server.ts";
import { openTransport, postTo, settlePool } from "./exchange.ts";

const REPLY = replyText("200 OK", { type: "application/json", body: "ok" });

/** Answers one request, then breaks off the next `breaks` attempts, the first of them on the same connection. */
function answerThenBreak(breaks: number): Script {
  return async (connection, index) => {
    await connection.readRequest();
    if (index > 0 && index < breaks) return;
    await connection.write(REPLY);
    // Its body stays unread: the end of the script resets the connection under the request.
    if (index === 0) await connection.readHead();
  };
}

/** Newer versions of Deno repeat such a request themselves once, unseen; this finds out how often it is sent. */
async function countPlatformAttempts(): Promise<number> {
  await using server = startScriptedServer(answerThenBreak(Infinity));
  using client = Deno.createHttpClient({ http2: false });
  const post = () => fetch(server.url, { method: "POST", body: "{}", client });
  await (await post()).text();
  await settlePool();
  await assert.rejects(post());
  return server.connections;
}

Deno.test("a request that meets a connection the service is closing succeeds", async () => {
  await using server = startScriptedServer(answerThenBreak(1));
  using transport = await openTransport({ name: "fetch" });
  await transport.send(postTo(server.url));
  await settlePool();
  const { result, text } = await transport.send(postTo(server.url));
  assert.deepEqual([result.failure, text, server.connections], [null, "ok", 2]);
});

Deno.test("where the platform gives up, the request is sent once more on a fresh connection and counted", async () => {
  await using server = startScriptedServer(answerThenBreak(await countPlatformAttempts()));
  using transport = await openTransport({ name: "fetch" });
  const first = await transport.send(postTo(server.url));
  await settlePool();
  const second = await transport.send(postTo(server.url));
  assert.deepEqual([first.result.failure, first.result.counts.connectionRetries], [null, 0]);
  assert.deepEqual([second.result.failure, second.result.counts.connectionRetries, second.text], [null, 1, "ok"]);
});

Deno.test("a service that breaks off every request fails after one repetition", async () => {
  const platformAttempts = await countPlatformAttempts();
  await using server = startScriptedServer(answerThenBreak(Infinity));
  using transport = await openTransport({ name: "fetch" });
  await transport.send(postTo(server.url));
  await settlePool();
  const { result } = await transport.send(postTo(server.url));
  assert.deepEqual([result.failure?.kind, result.counts.connectionRetries], ["reset", 1]);
  assert.equal(server.connections, platformAttempts + 1);
});

Deno.test("a first request that breaks off is not repeated: no pooled connection was used", async () => {
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
  });
  using transport = await openTransport({ name: "fetch" });
  const { result } = await transport.send(postTo(server.url));
  assert.deepEqual([result.failure?.kind, result.counts.connectionRetries, server.connections], ["reset", 0, 1]);
});

Deno.test("a service that closes after each stream without saying so costs no failure", async () => {
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await connection.write(STREAM_HEAD + httpChunk("data: [DONE]\n\n") + httpChunk(""));
  });
  using transport = await openTransport({ name: "fetch" });
  for (let i = 0; i < 10; i++) {
    const { result } = await transport.send(postTo(server.url));
    assert.equal(result.failure, null);
  }
});
