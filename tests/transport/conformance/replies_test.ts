import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { fc } from "../../support/property.ts";
import { httpChunk, replyText, startScriptedServer, STREAM_HEAD } from "../../support/scripted_server.ts";
import type { Script, ScriptedConnection } from "../../support/scripted_server.ts";
import { LINGER_MS } from "../../../src/transport/exchange_timeouts.ts";
import { postTo, settlePool } from "../exchange.ts";
import type { Observed, SendOptions } from "../exchange.ts";
import { eachTransport } from "./each_transport.ts";
import type { Open } from "./each_transport.ts";

const EVENT = 'data: {"choices":[{"index":0,"delta":{"content":"é "}}]}\n\n';

async function ask(open: Open, script: Script, options: SendOptions = {}): Promise<Observed & { connections: number }> {
  await using server = startScriptedServer(script);
  using transport = await open();
  const seen = await transport.send(postTo(server.url), options);
  return { ...seen, connections: server.connections };
}

/** Answers one request with these writes and closes. */
function answer(...writes: readonly (string | Uint8Array)[]): Script {
  return async (connection) => {
    await connection.readRequest();
    for (const data of writes) await connection.write(data);
  };
}

async function answerAll(connection: ScriptedConnection, reply: string): Promise<void> {
  while (await connection.readRequest() !== null) await connection.write(reply);
}

eachTransport("a stream that is cut anywhere is the same stream", async (open) => {
  const bytes = new TextEncoder().encode(
    STREAM_HEAD + httpChunk(EVENT) + httpChunk(EVENT + EVENT) + httpChunk("data: [DONE]\n\n") + httpChunk(""),
  );
  const places = fc.sample(fc.nat(bytes.length), { numRuns: 40 });
  for (const place of places) {
    const { result, text } = await ask(open, answer(bytes.subarray(0, place), bytes.subarray(place)));
    assert.deepEqual([result.failure, text], [null, EVENT.repeat(3) + "data: [DONE]\n\n"], `cut at ${place}`);
  }
});

eachTransport("a prompt of 10 MB arrives whole", async (open) => {
  const body = new Uint8Array(10_000_000).fill(97);
  let length = 0;
  await using server = startScriptedServer(async (connection) => {
    length = (await connection.readRequest() ?? "").split("\r\n\r\n")[1]?.length ?? 0;
    await connection.write(replyText("200 OK", { type: "text/plain", body: "ok" }));
  });
  using transport = await open();
  const { result, text } = await transport.send({ ...postTo(server.url), body });
  assert.deepEqual([result.failure, text, length, result.counts.sentBytes], [null, "ok", body.length, body.length]);
});

eachTransport("a reply of 100,000 events arrives whole", async (open) => {
  const count = 100_000;
  const { result, text } = await ask(open, answer(STREAM_HEAD, httpChunk(EVENT).repeat(count), httpChunk("")));
  assert.deepEqual([result.failure, text.length], [null, count * EVENT.length]);
});

eachTransport("an event of 50 MB arrives whole", async (open) => {
  const size = 50_000_000;
  const head = `${STREAM_HEAD}${size.toString(16)}\r\n`;
  const { result } = await ask(open, answer(head, new Uint8Array(size).fill(120), `\r\n${httpChunk("")}`));
  assert.deepEqual([result.failure, result.counts.receivedBytes], [null, size]);
});

eachTransport("interim responses, trailers and extensions of chunks are read over", async (open) => {
  const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
  const body = `5;name=value\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n`;
  const { result, text } = await ask(open, answer(interim + STREAM_HEAD + body));
  assert.deepEqual([result.failure, result.status, text], [null, 200, "hello"]);
});

eachTransport("HTTP/1.0 ends with its connection", async (open) => {
  const { result, text } = await ask(open, answer("HTTP/1.0 200 OK\r\n\r\n", "old", " times"));
  assert.deepEqual([result.failure, text], [null, "old times"]);
});

for (const header of ["connection: close\r\n", ""]) {
  eachTransport(`a service that closes, ${header === "" ? "unsaid" : "said"}, costs no failure`, async (open) => {
    const reply = `HTTP/1.1 200 OK\r\n${header}content-length: 2\r\n\r\nok`;
    await using server = startScriptedServer(answer(reply));
    using transport = await open();
    for (let round = 0; round < 5; round++) {
      assert.equal((await transport.send(postTo(server.url))).result.failure, null);
    }
    assert.ok(server.connections >= 5);
  });
}

eachTransport("a service that answers before it has read the request is heard", async (open) => {
  await using server = startScriptedServer(async (connection) => {
    await connection.readHead();
    await connection.write(replyText("413 Payload Too Large", { type: "text/plain", body: "no" }));
    await connection.stall();
  });
  using transport = await open();
  const { result, text } = await transport.send({ ...postTo(server.url), body: new Uint8Array(3_000_000) });
  assert.deepEqual([result.failure, result.status, text], [null, 413, "no"]);
});

const isOver = (text: string): boolean => text.includes("[DONE]");

eachTransport("a complete reply without its last chunk is whole, and noted", async (open) => {
  const script = answer(STREAM_HEAD + httpChunk(EVENT), httpChunk("data: [DONE]\n\n"));
  const { result } = await ask(open, script, { isComplete: isOver });
  assert.deepEqual([result.failure, result.notes], [null, ["no_last_chunk"]]);
});

eachTransport(
  "a complete reply that does not end is over at its own end, and its connection not used again",
  async (open) => {
    await using server = startScriptedServer(async (connection) => {
      await connection.readRequest();
      await connection.write(STREAM_HEAD + httpChunk(EVENT) + httpChunk("data: [DONE]\n\n"));
      await connection.stall();
    });
    using transport = await open();
    for (let round = 1; round <= 2; round++) {
      const { result, readAtMs } = await transport.send(postTo(server.url), { isComplete: isOver });
      assert.deepEqual([result.failure, result.notes], [null, ["lingering"]]);
      assert.equal(result.times.endAtMs, readAtMs.at(-1));
      assert.equal(server.connections, round);
    }
  },
);

eachTransport("a reply that ends right after it said so keeps its connection", async (open) => {
  await using server = startScriptedServer((connection) =>
    answerAll(connection, STREAM_HEAD + httpChunk("data: [DONE]\n\n") + httpChunk(""))
  );
  using transport = await open();
  for (let round = 0; round < 3; round++) {
    const { result } = await transport.send(postTo(server.url), { isComplete: isOver });
    assert.deepEqual([result.failure, result.notes], [null, []]);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.ok(server.connections <= 3);
});

eachTransport("an end that came while the event loop was busy is no end that is missing", async (open) => {
  let busy = Promise.withResolvers<void>();
  await using server = startScriptedServer(async (connection) => {
    while (await connection.readRequest() !== null) {
      await connection.write(STREAM_HEAD + httpChunk("data: [DONE]\n\n"));
      await busy.promise;
      await connection.write(httpChunk(""));
    }
  });
  using transport = await open();
  for (let round = 0; round < 2; round++) {
    busy = Promise.withResolvers<void>();
    const isComplete = (text: string): boolean => {
      if (isOver(text)) setTimeout(() => (blockFor(2 * LINGER_MS), busy.resolve()), 0);
      return isOver(text);
    };
    const { result } = await transport.send(postTo(server.url), { isComplete });
    assert.deepEqual([result.failure, result.notes], [null, []]);
    await settlePool();
  }
  assert.equal(server.connections, 1);
});

/** Keeps the event loop from everything else for so long. */
function blockFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

// fetch unpacks behind our back and knows no limit of ours.
const OWN = { needs: ["ownConnections"] } as const;

eachTransport("a packed reply is unpacked and noted", async (open) => {
  const packed = gzipSync(EVENT.repeat(100));
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`;
  const { result, text } = await ask(open, answer(head, packed));
  assert.deepEqual([result.failure, result.notes, text], [null, ["compressed"], EVENT.repeat(100)]);
}, OWN);

eachTransport("a reply that is too long fails, packed or not", async (open) => {
  const packed = gzipSync(new Uint8Array(1_000_000));
  const replies = [
    answer(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`, packed),
    answer("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(100_000)),
  ];
  for (const script of replies) {
    await using server = startScriptedServer(script);
    using transport = await open({ maxReplyBytes: 50_000 });
    assert.equal((await transport.send(postTo(server.url))).result.failure?.kind, "reply_too_large");
  }
}, OWN);

eachTransport("an unknown packing is told", async (open) => {
  const { result } = await ask(open, answer("HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 1\r\n\r\nx"));
  assert.equal(result.failure?.kind, "wrong_content_type");
}, OWN);
