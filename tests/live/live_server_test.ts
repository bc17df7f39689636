import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createClock } from "../../src/core/clock.ts";
import { type LiveServer, startLiveServer } from "../../src/live/live_server.ts";
import { followPage } from "../support/live_viewer.ts";

/** Serves a page to a test. */
async function withServer(test: (server: LiveServer) => Promise<void>): Promise<void> {
  await using server = startLiveServer({ port: 0, clock: createClock(), page: () => "<p>the page</p>" });
  await test(server);
}

/** Fetches an address of the server with other parts of it, and gives status and text. */
async function ask(server: LiveServer, change: (url: URL) => void, init?: RequestInit): Promise<[number, string]> {
  const url = new URL(server.address);
  change(url);
  const response = await fetch(url, init);
  return [response.status, await response.text()];
}

Deno.test("the page is given to its whole address alone", () =>
  withServer(async (server) => {
    match(server.address, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[a-z0-9]{32}$/);
    deepStrictEqual(await ask(server, () => {}), [200, "<p>the page</p>"]);
    for (const token of ["", "x", "a".repeat(32)]) {
      for (const path of ["/", "/events", "/other"]) {
        const [status, text] = await ask(server, (url) => {
          url.pathname = path;
          url.searchParams.set("token", token);
        });
        strictEqual(status, 403, path);
        strictEqual(text.includes("the page"), false);
      }
    }
    strictEqual((await ask(server, (url) => url.searchParams.delete("token")))[0], 403);
    strictEqual((await ask(server, (url) => (url.pathname = "/other")))[0], 404);
    strictEqual((await ask(server, () => {}, { method: "POST", body: "x" }))[0], 405);
  }));

Deno.test("each run has a token of its own", () =>
  withServer(async (one) => {
    await withServer((other) => {
      notStrictEqual(new URL(one.address).search, new URL(other.address).search);
      return Promise.resolve();
    });
  }));

Deno.test("a name that leads here from elsewhere is refused", () =>
  withServer(async (server) => {
    const { port, search } = new URL(server.address);
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    const request = `GET /${search} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const reply = await new Response(connection.readable).text();
    match(reply, /^HTTP\/1\.1 403 /);
    strictEqual(reply.includes("the page"), false);
  }));

Deno.test("browsers are told of what happens, and for the last time at the end", () =>
  withServer(async (server) => {
    const viewer = await followPage(server.address);
    strictEqual(server.viewers(), 1);
    server.send("page", { main: "line\nbreak" });
    match(await viewer.readUntil(/page.*\n\n/s), /event: page\ndata: \{"main":"line\\nbreak"\}\n\n/);
    const ended = server.end("end", "<html>");
    match(await viewer.readUntil(/end.*\n\n/s), /event: end\ndata: "<html>"\n\n/);
    // A browser that has the report leaves.
    await viewer.leave();
    await ended;
    strictEqual(server.viewers(), 0);
  }));

Deno.test("a browser that takes nothing in is sent away, and holds neither others nor the end up", () =>
  withServer(async (server) => {
    const { port, search } = new URL(server.address);
    // It asks and never reads.
    using stuck = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    const request = `GET /events${search} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    await stuck.write(new TextEncoder().encode(request));
    await stuck.read(new Uint8Array(10));
    const viewer = await followPage(server.address);
    strictEqual(server.viewers(), 2);
    const big = "x".repeat(1_000_000);
    let sent = 0;
    while (server.viewers() === 2 && sent < 200) {
      server.send("page", big);
      sent++;
      await viewer.readUntil(/x\n\n|x"\n\n/);
    }
    ok(sent < 200, "the stuck browser is still there");
    strictEqual(server.viewers(), 1);
    const ended = server.end("end", null);
    await viewer.leave();
    await ended;
  }));

Deno.test("no more than a few browsers are let in, and those that left make room", () =>
  withServer(async (server) => {
    const viewers = [];
    for (let i = 0; i < 8; i++) viewers.push(await followPage(server.address));
    const refused = await followPage(server.address);
    strictEqual(refused.status, 503);
    await refused.leave();
    await viewers[0]?.leave();
    while (server.viewers() === 8) await new Promise((resolve) => setTimeout(resolve, 1));
    const next = await followPage(server.address);
    strictEqual(next.status, 200);
    for (const viewer of [...viewers.slice(1), next]) await viewer.leave();
  }));

Deno.test("a server that has ended, or never had a browser, can be closed", () =>
  withServer(async (server) => {
    await server.end("end", null);
  }));
