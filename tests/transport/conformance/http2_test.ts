import assert from "node:assert/strict";
import { createSecureServer } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { hasSynchronousStreams } from "../../../src/transport/tls/synchronous_streams.ts";
import { readAuthority, readIdentity } from "../../support/tls_identities.ts";
import { postTo } from "../exchange.ts";
import { eachTransport } from "./each_transport.ts";

interface Http2Server extends AsyncDisposable {
  readonly url: string;
  readonly sessions: number;
}

/** Starts a service that speaks HTTP/2 over TLS and nothing else. */
async function serveHttp2(
  answer: (stream: ServerHttp2Stream, body: string, headers: Record<string, unknown>) => void,
): Promise<Http2Server> {
  const server = createSecureServer({ ...readIdentity("good"), allowHTTP1: false });
  let sessions = 0;
  const open = new Set<{ destroy(): void }>();
  server.on("session", (session) => {
    sessions++;
    open.add(session);
    // A client that goes away is part of what is tested.
    session.on("error", () => session.destroy());
  });
  server.on("stream", (stream: ServerHttp2Stream, headers: Record<string, unknown>) => {
    let body = "";
    stream.on("error", () => {});
    stream.on("data", (data) => body += data);
    stream.on("end", () => answer(stream, body, headers));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/v1/chat/completions?a=b`,
    get sessions() {
      return sessions;
    },
    [Symbol.asyncDispose]() {
      for (const session of open) session.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const TRUSTING = { caCerts: [readAuthority()] };
const NEEDS = { needs: ["tls", "http2"] } as const;
const isOld = !hasSynchronousStreams();

function eachHttp2(title: string, test: Parameters<typeof eachTransport>[1]): void {
  if (!isOld) eachTransport(title, test, NEEDS);
}

eachHttp2(
  "a service that speaks HTTP/2 only is spoken to in HTTP/2, over one connection again and again",
  async (open) => {
    await using server = await serveHttp2((stream, body, headers) => {
      stream.respond({ ":status": 200, "content-type": "text/event-stream; charset=utf-8" });
      const said = [headers[":method"], headers[":path"], headers["x-own"], body.length];
      for (const part of said) stream.write(`data: ${part}\n\n`);
      stream.end("data: [DONE]\n\n");
    });
    using transport = await open(TRUSTING);
    const body = new Uint8Array(300_000).fill(0x61);
    for (let request = 0; request < 3; request++) {
      const { result, text, contentType } = await transport.send({ ...postTo(server.url, { "x-own": "1" }), body });
      assert.equal(result.failure, null);
      assert.deepEqual([result.status, contentType], [200, "text/event-stream; charset=utf-8"]);
      const lines = ["POST", "/v1/chat/completions?a=b", "1", "300000", "[DONE]"];
      assert.equal(text, lines.map((line) => `data: ${line}\n\n`).join(""));
      const { sentAtMs, headersAtMs, firstByteAtMs, endAtMs } = result.times;
      assert.ok(sentAtMs <= (headersAtMs ?? NaN) && (headersAtMs ?? NaN) <= (firstByteAtMs ?? NaN));
      assert.ok((firstByteAtMs ?? NaN) <= endAtMs);
    }
    assert.equal(server.sessions, 1);
  },
);

eachHttp2("statuses, empty bodies and long ones come through HTTP/2 as they are", async (open) => {
  const long = "x".repeat(2_000_000);
  await using server = await serveHttp2((stream, body) => {
    if (body === "empty") {
      stream.respond({ ":status": 503, "retry-after": "1" }, { endStream: true });
    } else {
      stream.respond({ ":status": 200, "content-type": "application/json", "content-length": String(long.length) });
      stream.end(long);
    }
  });
  using transport = await open(TRUSTING);
  const send = (body: string) => transport.send({ ...postTo(server.url), body: new TextEncoder().encode(body) });
  const refused = await send("empty");
  assert.deepEqual([refused.status, refused.text, refused.result.failure], [503, "", null]);
  const whole = await send("long");
  assert.ok(whole.text === long && whole.result.failure === null);
});

eachHttp2("a connection of HTTP/2 that ends within a response is a reset", async (open) => {
  await using server = await serveHttp2((stream) => {
    stream.respond({ ":status": 200, "content-type": "text/event-stream" });
    stream.write("data: 1\n\n");
    setTimeout(() => stream.session?.destroy(), 20);
  });
  using transport = await open(TRUSTING);
  const { result } = await transport.send(postTo(server.url));
  assert.equal(result.failure?.kind, "reset");
  assert.equal(result.counts.receivedBytes, 9);
});
