import assert from "node:assert/strict";
import type { Failure } from "../../../src/core/failure.ts";
import type { ExchangeTimeouts } from "../../../src/transport/transport.ts";
import { httpChunk, startScriptedServer, STREAM_HEAD } from "../../support/scripted_server.ts";
import type { ScriptedConnection } from "../../support/scripted_server.ts";
import { postTo } from "../exchange.ts";
import { eachTransport } from "./each_transport.ts";
import type { Open } from "./each_transport.ts";

const NONE: ExchangeTimeouts = { connectMs: null, readMs: null, totalMs: null };

async function failureOf(
  open: Open,
  timeouts: Partial<ExchangeTimeouts>,
  answer: (connection: ScriptedConnection) => Promise<void>,
): Promise<Failure | null> {
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await answer(connection);
    await connection.stall();
  });
  using transport = await open({ timeouts: { ...NONE, ...timeouts } });
  return (await transport.send(postTo(server.url))).result.failure;
}

/** How much longer limits become where this machine was too late for what a test is about. */
const STRETCHES = [1, 10, 100];

/** The kind of a failure, by limits so long that the machine was in time: else it is `late`. */
async function kindInTime(late: Failure["kind"], run: (stretch: number) => Promise<Failure | null>): Promise<string> {
  for (const stretch of STRETCHES) {
    const kind = (await run(stretch))?.kind ?? "none";
    if (kind !== late) return kind;
  }
  return late;
}

const silent = () => Promise.resolve();
const oneEvent = (connection: ScriptedConnection) => connection.write(STREAM_HEAD + httpChunk("data: 1\n\n"));

eachTransport("silence before the first byte is timeout_first_byte", async (open) => {
  assert.equal((await failureOf(open, { readMs: 25 }, silent))?.kind, "timeout_first_byte");
});

eachTransport("headers alone are no first byte", async (open) => {
  const failure = await failureOf(open, { readMs: 25 }, (connection) => connection.write(STREAM_HEAD));
  assert.equal(failure?.kind, "timeout_first_byte");
});

eachTransport("silence after some bytes is timeout_idle", async (open) => {
  const run = (stretch: number) => failureOf(open, { readMs: 100 * stretch }, oneEvent);
  assert.equal(await kindInTime("timeout_first_byte", run), "timeout_idle");
});

eachTransport("the total limit ends an exchange in any state", async (open) => {
  assert.equal((await failureOf(open, { totalMs: 25 }, silent))?.kind, "timeout_total");
  assert.equal((await failureOf(open, { totalMs: 25 }, oneEvent))?.kind, "timeout_total");
});

eachTransport("a service that takes the connection and thinks does not run into the connect timeout", async (open) => {
  const run = (stretch: number) => failureOf(open, { connectMs: 100 * stretch, totalMs: 150 * stretch }, silent);
  assert.equal(await kindInTime("timeout_connect", run), "timeout_total");
});

// A full queue of connections swallows packets on Linux; elsewhere it refuses.
if (Deno.build.os === "linux") {
  eachTransport("a host that does not answer at all is timeout_connect", async (open) => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 1 });
    const { port } = listener.addr;
    using _first = await Deno.connect({ hostname: "127.0.0.1", port });
    using _second = await Deno.connect({ hostname: "127.0.0.1", port });
    using transport = await open({ timeouts: { ...NONE, connectMs: 40 } });
    const url = `http://127.0.0.1:${port}/`;
    const both = await Promise.all([transport.send(postTo(url)), transport.send(postTo(url))]);
    assert.deepEqual(both.map(({ result }) => result.failure?.kind), ["timeout_connect", "timeout_connect"]);
  });
}
