import { strictEqual } from "node:assert";
import { answersWell } from "../../../src/app/local/http_probe.ts";

/** What a service writes before it ends the connection, and whether it is ready then. */
const REPLIES: readonly (readonly [what: string, parts: readonly string[], isReady: boolean])[] = [
  ["a whole reply", ["HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"], true],
  ["a reply that breaks off in its body", ["HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"], true],
  ["a reply whose last chunk is missing", ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"], true],
  ["a status line in two parts", ["HTTP/1.0 2", "00 OK\r\n\r\n"], true],
  ["another status", ["HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"], false],
  ["a status line that breaks off", ["HTTP/1.1 20"], false],
  ["nothing", [], false],
];

for (const [what, parts, isReady] of REPLIES) {
  Deno.test(`answersWell() takes a service that sends ${what} for ${isReady ? "ready" : "not ready"}`, async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const served = serveOnce(listener, parts);
    strictEqual(await answersWell(listener.addr.port, "/health"), isReady);
    strictEqual(await served, "GET /health HTTP/1.1");
  });
}

Deno.test("answersWell() takes a port that nobody listens on for not ready", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  strictEqual(await answersWell(listener.addr.port, "/health"), false);
});

/** Answers one request with these parts, each in a packet of its own, and tells the request's first line. */
async function serveOnce(listener: Deno.TcpListener, parts: readonly string[]): Promise<string> {
  using connection = await listener.accept();
  connection.setNoDelay();
  const bytes = new Uint8Array(4096);
  const size = await connection.read(bytes) ?? 0;
  for (const part of parts) await connection.write(new TextEncoder().encode(part));
  return new TextDecoder().decode(bytes.subarray(0, size)).split("\r\n")[0] ?? "";
}
