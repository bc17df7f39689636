import assert from "node:assert/strict";
import type { FailureKind } from "../../../src/core/failure.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { httpChunk, replyText, startScriptedServer, STREAM_HEAD } from "../../support/scripted_server.ts";
import type { Script, ServerIdentity } from "../../support/scripted_server.ts";
import { postTo } from "../exchange.ts";
import { eachTransport } from "./each_transport.ts";
import type { Open } from "./each_transport.ts";

function readPem(name: string): string {
  return Deno.readTextFileSync(fixturePath(`tls/${name}`));
}

function identity(): ServerIdentity {
  return { cert: readPem("server.crt"), key: readPem("server.key") };
}

async function failureOf(open: Open, script: Script, url: (url: string) => string = (own) => own) {
  await using server = startScriptedServer(script);
  using transport = await open();
  const { result } = await transport.send(postTo(url(server.url)));
  return result.failure;
}

const TLS = { needs: ["tls"] } as const;

eachTransport("a port without a listener is a refused connection", async (open) => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  using transport = await open();
  const { result } = await transport.send(postTo(`http://127.0.0.1:${port}/`));
  assert.equal(result.failure?.kind, "connect_refused");
});

eachTransport("TLS to a service without TLS is a tls failure", async (open) => {
  const failure = await failureOf(open, async (connection) => {
    await connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  }, (url) => url.replace("http:", "https:"));
  assert.equal(failure?.kind, "tls");
}, TLS);

eachTransport("an unknown authority is a tls failure, a given one is trusted", async (open) => {
  const reply = replyText("200 OK", { type: "application/json", body: "ok" });
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await connection.write(reply);
  }, identity());
  using stranger = await open();
  assert.equal((await stranger.send(postTo(server.url))).result.failure?.kind, "tls");
  using trusting = await open({ caCerts: [readPem("ca.crt")] });
  assert.equal((await trusting.send(postTo(server.url))).result.failure, null);
}, TLS);

eachTransport("certificates that are none are told to the user", async (open) => {
  const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  await assert.rejects(open({ caCerts: [broken] }), { name: "UsageError" });
}, TLS);

eachTransport("something that speaks no HTTP is told as that", async (open) => {
  const failure = await failureOf(open, async (connection) => {
    await connection.readRequest();
    await connection.write("SSH-2.0-OpenSSH_9.9\r\n\r\n");
  });
  assert.equal(failure?.kind, "malformed_http");
});

const BREAKS: Readonly<Record<string, Script>> = {
  "closed at once": () => Promise.resolve(),
  "closed after the request": async (connection) => {
    await connection.readRequest();
  },
  "reset after the request": async (connection) => {
    await connection.readHead();
  },
  "closed within chunks": async (connection) => {
    await connection.readRequest();
    await connection.write(STREAM_HEAD + httpChunk("data: 1\n\n"));
  },
  "reset within chunks": async (connection) => {
    await connection.readHead();
    await connection.write(STREAM_HEAD + httpChunk("data: 1\n\n"));
  },
  "closed before the stated length": async (connection) => {
    await connection.readRequest();
    await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort");
  },
  "broken chunk framing": async (connection) => {
    await connection.readRequest();
    await connection.write(STREAM_HEAD + "zz\r\n");
  },
};

for (const [name, script] of Object.entries(BREAKS)) {
  eachTransport(`a connection ${name} is a reset`, async (open) => {
    assert.equal((await failureOf(open, script))?.kind, "reset");
  });
}

eachTransport("a body that ends with its connection is whole", async (open) => {
  assert.equal(
    await failureOf(open, async (connection) => {
      await connection.readRequest();
      await connection.write("HTTP/1.1 200 OK\r\n\r\nall of it");
    }),
    null,
  );
});

async function cancelledAt(open: Open, moment: "before" | "headers" | "body"): Promise<FailureKind | undefined> {
  const cancel = new AbortController();
  const closed = Promise.withResolvers<void>();
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    if (moment === "body") await connection.write(STREAM_HEAD + httpChunk("data: 1\n\n"));
    cancel.abort();
    // What the client had not read yet makes its end a reset.
    await connection.stall().finally(() => closed.resolve());
  });
  using transport = await open();
  if (moment === "before") cancel.abort();
  const { result } = await transport.send(postTo(server.url), { signal: cancel.signal });
  // The service must learn of it, or it would go on generating.
  if (moment !== "before") await closed.promise;
  return result.failure?.kind;
}

for (const moment of ["before", "headers", "body"] as const) {
  eachTransport(`an abort is a cancellation and closes the connection (${moment})`, async (open) => {
    assert.equal(await cancelledAt(open, moment), "cancelled");
  });
}
