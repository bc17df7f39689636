import { deepStrictEqual, rejects } from "node:assert/strict";
import { awaitBus } from "../../../src/agents/wire/await_bus.ts";
import { isAbsent, NoBusError } from "../../../src/agents/wire/connect_bus.ts";
import type { Clock } from "../../../src/core/clock.ts";

const HELLO = 'INFO {"server_id":"s","version":"2.12.0","proto":1,"max_payload":1048576,"jetstream":true} \r\n';
const CALLER = { role: "coordinator", incarnation: "test" } as const;

/** A server that greets, and answers what it is sent; nothing else is asked of it here. */
function serve(port: number, answer: string): AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port });
  const encoder = new TextEncoder();
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.write(encoder.encode(HELLO));
      const room = new Uint8Array(1 << 16);
      for (let count = await connection.read(room); count !== null; count = await connection.read(room)) {
        await connection.write(encoder.encode(answer));
      }
      connection.close();
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}

/** Sleeps take no time; `onSleep` sees each of them. */
function clockThat(onSleep: (untilMs: number) => void): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    yieldTurn: () => Promise.resolve(),
    sleepUntil(untilMs) {
      nowMs = untilMs;
      onSleep(untilMs);
      return Promise.resolve();
    },
  };
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

function addressOf(port: number) {
  return { url: `nats://127.0.0.1:${port}`, token: null, credsPath: null, authorityPath: null };
}

const stop = new AbortController().signal;

Deno.test("A bus that comes within the time is used, and told of once while it is not there", async () => {
  const port = freePort();
  await using servers = new AsyncDisposableStack();
  const said: string[] = [];
  const clock = clockThat((untilMs) => void (untilMs === 3000 && servers.use(serve(port, "PONG\r\n"))));
  const log = (line: string) => void said.push(line);
  const connection = await awaitBus(addressOf(port), CALLER, { clock, untilMs: 10_000, stop, log });
  await connection.close();
  deepStrictEqual(said, [`The bus at nats://127.0.0.1:${port} is not there yet; it is waited for, 10 s at most`]);
});

Deno.test("A bus that does not come is given up when the time is over", async () => {
  let tries = 0;
  const clock = clockThat(() => tries++);
  const patience = { clock, untilMs: 3000, stop, log: () => {} };
  await rejects(awaitBus(addressOf(freePort()), CALLER, patience), NoBusError);
  deepStrictEqual(tries, 3);
});

Deno.test("A name that nobody knows is a bus that is not there, a name that may not be asked for is not", () => {
  // Tests ask no name server.
  const failed = (code: string) => new Error("no connection", { cause: Object.assign(new Error(code), { code }) });
  deepStrictEqual(["ENOTFOUND", "EAI_AGAIN", "EPERM"].map((code) => isAbsent(failed(code))), [true, true, false]);
});

Deno.test("A bus that lets nobody in is not waited for", async () => {
  const port = freePort();
  await using _server = serve(port, "-ERR 'Authorization Violation'\r\n");
  const clock = clockThat(() => {
    throw new Error("it waited");
  });
  const refused = awaitBus(addressOf(port), CALLER, { clock, untilMs: 3000, stop, log: () => {} });
  await rejects(refused, (error) => !(error instanceof NoBusError) && /Authorization Violation/.test(String(error)));
});
