import assert from "node:assert/strict";
import { VERSION } from "../../../src/core/version.ts";
import { httpChunk, replyText, startScriptedServer, STREAM_HEAD } from "../../support/scripted_server.ts";
import type { ScriptedConnection } from "../../support/scripted_server.ts";
import { postTo, settlePool } from "../exchange.ts";
import { eachTransport } from "./each_transport.ts";
import type { Open } from "./each_transport.ts";

const HELLO = replyText("200 OK", { type: "Application/JSON; charset=utf-8", body: "hello" });

async function answerAll(connection: ScriptedConnection, reply: string): Promise<void> {
  while (await connection.readRequest() !== null) await connection.write(reply);
}

eachTransport("an exchange ends with status, bytes and times in their order", async (open) => {
  await using server = startScriptedServer((connection) => answerAll(connection, HELLO));
  using transport = await open();
  const { result, status, contentType, text, readAtMs } = await transport.send(postTo(server.url));
  assert.equal(result.failure, null);
  assert.deepEqual([status, contentType, text], [200, "Application/JSON; charset=utf-8", "hello"]);
  assert.deepEqual([result.status, result.counts.sentBytes, result.counts.receivedBytes, result.counts.reads], [
    200,
    7,
    5,
    1,
  ]);
  const times = [result.times.sentAtMs, result.times.headersAtMs, result.times.firstByteAtMs, result.times.endAtMs];
  assert.deepEqual(times, times.toSorted((a, b) => Number(a) - Number(b)));
  assert.equal(readAtMs[0], result.times.firstByteAtMs);
});

eachTransport("connections are used again, each user having its own", async (open) => {
  await using server = startScriptedServer((connection) => answerAll(connection, HELLO));
  using transport = await open();
  for (let round = 0; round < 3; round++) {
    const results = await Promise.all([1, 2, 3].map(() => transport.send(postTo(server.url))));
    assert.deepEqual(results.map(({ result }) => result.failure), [null, null, null]);
    await settlePool();
  }
  assert.equal(server.connections, 3);
});

eachTransport("a body is read past [DONE], so that the connection is free again", async (open) => {
  await using server = startScriptedServer(async (connection) => {
    while (await connection.readRequest() !== null) {
      await connection.write(STREAM_HEAD + httpChunk("data: [DONE]\n\n"));
      await connection.write(httpChunk(": bye\n\n") + httpChunk(""));
    }
  });
  using transport = await open();
  for (let i = 0; i < 2; i++) {
    const { result, text } = await transport.send(postTo(server.url));
    assert.deepEqual([result.failure, text], [null, "data: [DONE]\n\n: bye\n\n"]);
    await settlePool();
  }
  assert.equal(server.connections, 1);
});

eachTransport("every read carries its own stamp", async (open) => {
  const seen = Promise.withResolvers<void>();
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await connection.write(STREAM_HEAD + httpChunk("one"));
    await seen.promise;
    await connection.write(httpChunk("two") + httpChunk(""));
  });
  using transport = await open();
  const sending = transport.send(postTo(server.url));
  seen.resolve();
  const { result, readAtMs, text } = await sending;
  assert.equal(text, "onetwo");
  assert.equal(result.counts.reads, new Set(readAtMs).size);
  assert.equal(result.counts.receivedBytes, 6);
});

eachTransport("a body larger than the read buffer arrives whole", async (open) => {
  const body = "0123456789".repeat(10_000);
  const reply = replyText("200 OK", { type: "application/json", body });
  await using server = startScriptedServer((connection) => answerAll(connection, reply));
  using transport = await open();
  const { text } = await transport.send(postTo(server.url));
  assert.equal(text, body);
});

eachTransport("a reply without a body is an answer", async (open) => {
  await using server = startScriptedServer((connection) => answerAll(connection, "HTTP/1.1 204 No Content\r\n\r\n"));
  using transport = await open();
  const { result } = await transport.send(postTo(server.url));
  assert.deepEqual([result.failure, result.status, result.times.firstByteAtMs, result.counts.reads], [
    null,
    204,
    null,
    0,
  ]);
});

eachTransport("a redirect is an answer and is not followed", async (open) => {
  const reply = "HTTP/1.1 307 Temporary Redirect\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n";
  await using server = startScriptedServer((connection) => answerAll(connection, reply));
  using transport = await open();
  const { result } = await transport.send(postTo(server.url));
  assert.deepEqual([result.failure, result.status, server.connections], [null, 307, 1]);
});

async function headOf(
  open: Open,
  headers: Record<string, string>,
  extraHeaders: Record<string, string> | null = null,
): Promise<string> {
  let head = "";
  await using server = startScriptedServer(async (connection) => {
    head = await connection.readRequest() ?? "";
    await connection.write(HELLO);
  });
  using transport = await open();
  await transport.send({ ...postTo(server.url, headers), extraHeaders });
  return head;
}

eachTransport(
  "no compression is asked for and the user agent is ours, unless the user says otherwise",
  async (open) => {
    const plain = await headOf(open, { "x-own": "1" });
    assert.match(plain, /^accept-encoding: identity\r$/m);
    assert.ok(plain.includes(`user-agent: streamgauge/${VERSION}\r\n`));
    assert.match(plain, /^x-own: 1\r$/m);
    const own = await headOf(open, { "User-Agent": "mine", "Accept-Encoding": "gzip", Host: "gateway.test" });
    assert.match(own, /^user-agent: mine\r$/m);
    assert.match(own, /^accept-encoding: gzip\r$/m);
    assert.match(own, /^host: gateway.test\r$/m);
  },
);

eachTransport("the headers of one request stand beside those of all", async (open) => {
  const head = await headOf(open, { "x-run": "1" }, { traceparent: "00-a-b-01", "Content-Length": "9" });
  assert.match(head, /^x-run: 1\r$/m);
  assert.match(head, /^traceparent: 00-a-b-01\r$/m);
  assert.deepEqual([...head.matchAll(/^content-length: (\d+)\r$/gm)].map(([, length]) => length).length, 1);
  assert.ok(!/^content-length: 9\r$/m.test(head), head);
});
