import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Server } from "@nats-io/nats-core/internal";
import { BusTransport } from "../../../src/agents/wire/bus_transport.ts";

const HELLO = 'INFO {"server_id":"s","version":"2.10.0","proto":1,"max_payload":1048576} \r\n';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A server that does with its first connection what it is told. */
function serve(run: (connection: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = listener.accept().then(async (connection) => {
    await run(connection);
    connection.close();
  });
  const { port } = listener.addr;
  const place = { hostname: "127.0.0.1", port, listen: `127.0.0.1:${port}`, src: "", tlsName: "" };
  const server: Server = { ...place, reconnects: 0, lastConnect: 0, gossiped: false, didConnect: false };
  return {
    server,
    async [Symbol.asyncDispose]() {
      listener.close();
      await served;
    },
  };
}

async function write(connection: Deno.TcpConn, text: string): Promise<void> {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.byteLength;) at += await connection.write(bytes.subarray(at));
}

async function readAll(transport: BusTransport): Promise<string> {
  let text = "";
  for await (const frame of transport) text += decoder.decode(frame);
  return text;
}

Deno.test("What a server says first comes whole, however it was cut, and all after it in order", async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `MSG subject 1 6\r\n${String(index).padStart(6, "0")}\r\n`);
  await using scene = serve(async (connection) => {
    await write(connection, HELLO.slice(0, 30));
    await write(connection, HELLO.slice(30) + lines.slice(0, 2).join(""));
    await write(connection, lines.slice(2).join(""));
  });
  const transport = new BusTransport();
  await transport.connect(scene.server, {});
  strictEqual(await readAll(transport), HELLO + lines.join(""));
  ok(transport.isClosed);
  strictEqual(await transport.closed(), undefined);
});

Deno.test("What is sent leaves in its order, many small frames and one that takes many writes", async () => {
  const heard = Promise.withResolvers<string>();
  const frames = [
    ...Array.from({ length: 500 }, (_, index) => `PUB a ${index}\r\n`),
    "x".repeat(3_000_000),
    "PING\r\n",
  ];
  const sent = frames.join("");
  await using scene = serve(async (connection) => {
    await write(connection, HELLO);
    const room = new Uint8Array(1 << 16);
    const pieces: string[] = [];
    for (let length = 0; length < sent.length;) {
      const count = await connection.read(room) ?? 0;
      pieces.push(decoder.decode(room.subarray(0, count)));
      length += count;
    }
    heard.resolve(pieces.join(""));
  });
  const transport = new BusTransport();
  await transport.connect(scene.server, {});
  for (const frame of frames) transport.send(encoder.encode(frame));
  ok(await heard.promise === sent, "all of it, once and in order");
  await transport.close();
});

Deno.test("A server that ends while much is being sent ends the connection, and nothing is thrown", async () => {
  await using scene = serve((connection) => write(connection, HELLO));
  const transport = new BusTransport();
  await transport.connect(scene.server, {});
  const reading = readAll(transport);
  const megabyte = new Uint8Array(1 << 20);
  for (let count = 0; count < 20; count++) transport.send(megabyte);
  await transport.closed();
  for (let count = 0; count < 20; count++) transport.send(megabyte);
  strictEqual(await reading, HELLO);
  ok(transport.isClosed);
});

Deno.test("Who answers and is no NATS, or ends at once, is told of; nobody there is a refused connection", async () => {
  {
    await using scene = serve((connection) => write(connection, "HTTP/1.1 400 Bad Request\r\n\r\n"));
    await rejects(new BusTransport().connect(scene.server, {}), /what answers there is no NATS/);
  }
  {
    await using scene = serve(() => Promise.resolve());
    await rejects(new BusTransport().connect(scene.server, {}), /ended the connection before it said anything/);
  }
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const nobody = { hostname: "127.0.0.1", port, listen: "", src: "", tlsName: "" };
  const transport = new BusTransport();
  const server: Server = { ...nobody, reconnects: 0, lastConnect: 0, gossiped: false, didConnect: false };
  await rejects(transport.connect(server, {}), { message: "connection refused" });
  ok(transport.isClosed);
});

Deno.test("A connection that was given up before it was made is closed when it comes", async () => {
  const ends: (number | null)[] = [];
  {
    await using scene = serve(async (connection) => void ends.push(await connection.read(new Uint8Array(1))));
    const transport = new BusTransport();
    const connecting = transport.connect(scene.server, {});
    transport.discard();
    await rejects(connecting, /given up/);
  }
  deepStrictEqual(ends, [null]);
});

Deno.test("What a connection that was given up still had to say is not taken for words of the next one", async () => {
  const late = Promise.withResolvers<number>();
  const reads = [Promise.resolve(HELLO.length), late.promise];
  const connection = {
    read(room: Uint8Array) {
      room.set(encoder.encode(HELLO));
      return reads.shift() ?? Promise.resolve(null);
    },
    write: () => Promise.reject(new Error("Broken pipe")),
    setNoDelay() {},
    close() {},
  };
  const connect = Deno.connect;
  Deno.connect = (() => Promise.resolve(connection)) as unknown as typeof Deno.connect;
  try {
    const transport = new BusTransport();
    const place = { hostname: "127.0.0.1", port: 1, listen: "", src: "", tlsName: "" };
    await transport.connect({ ...place, reconnects: 0, lastConnect: 0, gossiped: false, didConnect: false }, {});
    const reading = readAll(transport);
    while (reads.length > 0) await Promise.resolve();
    transport.send(encoder.encode("PING\r\n"));
    await transport.closed();
    late.resolve(HELLO.length);
    strictEqual(await reading, HELLO);
  } finally {
    Deno.connect = connect;
  }
});
