import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { TransportSettings } from "../../../src/transport/transport.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { replyText, startScriptedServer } from "../../support/scripted_server.ts";
import type { ScriptedConnection } from "../../support/scripted_server.ts";
import { postTo } from "../exchange.ts";
import { eachTransport } from "./each_transport.ts";

const REPLY = replyText("200 OK", { type: "text/plain", body: "ok" });

async function answerAll(connection: ScriptedConnection): Promise<void> {
  while (await connection.readRequest() !== null) await connection.write(REPLY);
}

// What fetch does with its connections is its own affair.
const UNIX = { needs: ["unixSocket"] } as const;
const OWN = { needs: ["ownConnections"] } as const;

eachTransport("with --connection-reuse never each request has a connection, and the service is told", async (open) => {
  const heads: string[] = [];
  await using server = startScriptedServer(async (connection) => {
    heads.push(await connection.readRequest() ?? "");
    await connection.write(REPLY);
    await connection.stall();
  });
  using transport = await open({ connectionReuse: "never" });
  for (let round = 0; round < 3; round++) await transport.send(postTo(server.url));
  assert.equal(server.connections, 3);
  assert.ok(heads.every((head) => head.includes("connection: close\r\n")));
}, OWN);

eachTransport(
  "with --connection-reuse per-session a session keeps its connection and leaves none behind",
  async (open) => {
    await using server = startScriptedServer(answerAll);
    using transport = await open({ connectionReuse: "per-session" });
    const send = (key: number, isLast: boolean) => transport.send({ ...postTo(server.url), session: { key, isLast } });
    await Promise.all([send(1, false), send(2, false)]);
    const again = await Promise.all([send(1, true), send(2, true)]);
    assert.deepEqual(again.map(({ result }) => result.network.isReused), [true, true]);
    assert.equal(server.connections, 2);
    assert.equal((await send(3, true)).result.network.isReused, false);
    assert.equal(server.connections, 3);
  },
  OWN,
);

eachTransport("connections opened ahead carry the first requests without connecting", async (open) => {
  await using server = startScriptedServer(answerAll);
  using transport = await open({ preconnect: 2 });
  await transport.prepare(server.url);
  const results = await Promise.all([1, 2].map(() => transport.send(postTo(server.url))));
  assert.deepEqual(results.map(({ result }) => result.times.connectStartAtMs), [null, null]);
  assert.deepEqual(results.map(({ result }) => result.network.isReused), [false, false]);
  assert.equal(server.connections, 2);
}, OWN);

eachTransport("a new connection tells when it was begun and stood, a used one that it was", async (open) => {
  await using server = startScriptedServer(answerAll);
  using transport = await open();
  const first = (await transport.send(postTo(server.url))).result;
  const { connectStartAtMs, connectedAtMs, sentAtMs, writtenAtMs, firstByteAtMs } = first.times;
  assert.equal(sentAtMs, connectStartAtMs);
  const order = [connectStartAtMs, connectedAtMs, firstByteAtMs];
  assert.deepEqual(order, order.toSorted((a, b) => Number(a) - Number(b)));
  assert.ok(writtenAtMs !== null && connectedAtMs !== null && writtenAtMs >= connectedAtMs);
  const { times, network } = (await transport.send(postTo(server.url))).result;
  assert.deepEqual([times.connectStartAtMs, network.isReused], [null, true]);
}, OWN);

eachTransport("a host is connected to where --resolve says, under its own name", async (open) => {
  let head = "";
  await using server = startScriptedServer(async (connection) => {
    head = await connection.readRequest() ?? "";
    await connection.write(REPLY);
  });
  using transport = await open({ resolve: [{ host: "service.test", address: "127.0.0.1" }] });
  const { result } = await transport.send(postTo(`http://service.test:${server.port}/v1`));
  assert.equal(result.failure, null);
  assert.ok(head.includes(`host: service.test:${server.port}\r\n`));
}, OWN);

/** Whether this machine has IPv6, if only to itself, and tests may use it. */
function hasIpv6(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch (cause) {
    const { AddrNotAvailable, NotCapable } = Deno.errors;
    if (cause instanceof AddrNotAvailable || cause instanceof NotCapable) return false;
    if (cause instanceof Error && cause.message.includes("Address family not supported")) return false;
    throw cause;
  }
}

if (hasIpv6()) {
  eachTransport("an address of IPv6 is connected to, in an address and by --resolve", async (open, name) => {
    const hosts: string[] = [];
    const server = Deno.serve({ port: 0, hostname: "::1", onListen: () => {} }, (request) => {
      hosts.push(request.headers.get("host") ?? "");
      return new Response("ok");
    });
    const { port } = server.addr;
    const direct = await open();
    assert.equal((await direct.send(postTo(`http://[::1]:${port}/`))).result.status, 200);
    direct[Symbol.dispose]();
    const expected = [`[::1]:${port}`];
    if (name !== "fetch") {
      const resolving = await open({ resolve: [{ host: "service.test", address: "::1" }] });
      assert.equal((await resolving.send(postTo(`http://service.test:${port}/`))).result.status, 200);
      resolving[Symbol.dispose]();
      expected.push(`service.test:${port}`);
    }
    await server.shutdown();
    assert.deepEqual(hosts, expected);
  });
}

interface Sent {
  readonly kind: string | null;
  readonly text: string;
}

/** Sends from a process of its own, which may connect to anything. */
async function sendFreely(settings: Partial<TransportSettings>, ...rest: readonly string[]): Promise<Sent> {
  const script = fileURLToPath(new URL("../send_with.ts", import.meta.url));
  const args = ["run", "-A", "--no-check", "--quiet", script, JSON.stringify(settings), ...rest];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

eachTransport("a name that no one knows is a dns failure", async (_open, name) => {
  assert.equal((await sendFreely({ name }, "http://no-such-host.invalid:8000/")).kind, "dns");
});

eachTransport("a used connection that the service closes is replaced once, and counted", async (open) => {
  await using server = startScriptedServer(async (connection, index) => {
    await connection.readRequest();
    if (index === 1) return;
    await connection.write(REPLY);
    // Its body stays unread: the end of the script resets the connection under the request.
    if (index === 0) await connection.readHead();
  });
  using transport = await open();
  await transport.send(postTo(server.url));
  const broken = (await transport.send(postTo(server.url))).result;
  assert.deepEqual([broken.failure?.kind, broken.counts.connectionRetries], ["reset", 1]);
  const next = (await transport.send(postTo(server.url))).result;
  assert.deepEqual([next.failure, next.counts.connectionRetries], [null, 0]);
}, OWN);

eachTransport("a socket of the file system that is not there is a failed connection", async (open) => {
  using transport = await open({ unixSocket: "/nonexistent/service.sock" });
  const { result } = await transport.send(postTo("http://service.test/v1"));
  assert.equal(result.failure?.kind, "connect_failed");
}, UNIX);

eachTransport("an address that cannot be reached is a failed connection", async (open) => {
  using transport = await open({ resolve: [{ host: "service.test", address: "255.255.255.255" }] });
  const { result } = await transport.send(postTo("http://service.test/v1"));
  assert.equal(result.failure?.kind, "connect_failed");
}, OWN);

eachTransport("requests go to a socket of the file system", async (_open, name) => {
  await withTemporaryFolder(async (folder) => {
    const settings = { name, unixSocket: `${folder}/service.sock` };
    assert.deepEqual(await sendFreely(settings, "http://service.test/v1", REPLY), { kind: null, text: "ok" });
  });
}, UNIX);
