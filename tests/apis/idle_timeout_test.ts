import assert from "node:assert/strict";
import { createExchange, type RawOutcome } from "../../src/apis/exchange_reply.ts";
import { createOpenAiDialect } from "../../src/apis/openai/openai_dialect.ts";
import { createClock, takeOriginEpochMs } from "../../src/core/clock.ts";
import { createTransport } from "../../src/transport/registry.ts";
import { DEFAULT_TRANSPORT } from "../support/default_transport.ts";
import { httpChunk, startScriptedServer, STREAM_HEAD } from "../support/scripted_server.ts";

const TOKEN = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "a" } }] })}\n\n`;

/** Asks a service that says something first and then only comments, for as long as the client stays. */
async function askCommenter(first: string, isStream: boolean, idleMs: number): Promise<RawOutcome> {
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await connection.write(STREAM_HEAD + httpChunk(first));
    for (;;) {
      await connection.write(httpChunk(": ping\n\n"));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const clock = createClock(takeOriginEpochMs());
  const timeouts = { connectMs: null, readMs: 10_000, totalMs: isStream ? null : 100, idleMs };
  const transport = await createTransport({ ...DEFAULT_TRANSPORT, timeouts }, clock);
  const exchange = createExchange({ transport, dialect: createOpenAiDialect(), clock, url: server.url, headers: {} });
  try {
    return await exchange({ body: new Uint8Array(2), isStream, headers: null }, new AbortController().signal);
  } finally {
    transport.close();
  }
}

for (const [name, first] of [["before any output", ": hello\n\n"], ["after some output", TOKEN]] as const) {
  Deno.test(`a stream that only sends comments ${name} is ended by the idle timeout`, async () => {
    const { failure, reply } = await askCommenter(first, true, 40);
    assert.equal(failure?.kind, "timeout_idle");
    assert.match(failure?.message ?? "", /No output came for 40 ms, though the stream goes on/);
    assert.equal(reply.content, first === TOKEN ? "a" : "");
  });
}

Deno.test("the idle timeout does not judge a reply that is no stream", async () => {
  assert.equal((await askCommenter(": hello\n\n", false, 20)).failure?.kind, "timeout_total");
});
