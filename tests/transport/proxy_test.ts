import { RESOURCE_CHECK } from "../support/runtime.ts";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { NetworkRoute } from "../../src/transport/transport.ts";
import { speaksTls } from "../../src/transport/tls_probe.ts";
import { fixturePath } from "../support/fixture_files.ts";
import { replyText, startScriptedServer } from "../support/scripted_server.ts";
import { openTransport, postTo } from "./exchange.ts";

function through(port: number, userInfo = ""): NetworkRoute {
  return { kind: "proxy", url: `http://${userInfo}127.0.0.1:${port}`, displayUrl: `http://127.0.0.1:${port}/` };
}

Deno.test("a plain request goes through the proxy that is named", async () => {
  let head = "";
  await using proxy = startScriptedServer(async (connection) => {
    head = await connection.readRequest() ?? "";
    await connection.write(replyText("200 OK", { type: "application/json", body: "ok" }));
  });
  using transport = await openTransport({ name: "fetch", route: through(proxy.port, "user:p%40ss@") });
  const { result } = await transport.send(postTo("http://localhost:4321/v1"));
  assert.equal(result.failure, null);
  assert.match(head, /^POST http:\/\/localhost:4321\/v1 HTTP\/1.1\r\n/);
  assert.match(head, /^proxy-authorization: Basic dXNlcjpwQHNz\r$/m);
});

Deno.test("a request over TLS asks the proxy for a tunnel; a refusal is a failed connection that names the proxy", async () => {
  let head = "";
  await using proxy = startScriptedServer(async (connection) => {
    head = await connection.readRequest() ?? "";
    await connection.write("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    await connection.stall();
  });
  using transport = await openTransport({ name: "fetch", route: through(proxy.port) });
  const { result } = await transport.send(postTo("https://localhost:4321/v1"));
  assert.equal(result.failure?.kind, "connect_failed");
  assert.match(result.failure?.message ?? "", new RegExp(`through the proxy http://127.0.0.1:${proxy.port}/`));
  assert.match(head, /^CONNECT localhost:4321 HTTP\/1.1\r\n/);
});

Deno.test("a straight route passes the proxy of the environment by", async () => {
  await using service = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await connection.write(replyText("200 OK", { type: "application/json", body: "ok" }));
  });
  const script = fileURLToPath(new URL("./send_once.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, service.url, String(service.port)],
    env: { HTTP_PROXY: "http://127.0.0.1:9", ALL_PROXY: "http://127.0.0.1:9" },
    stderr: "inherit",
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "null");
});

Deno.test(
  { name: "speaksTls() tells a service of plain HTTP, and none at all, from TLS", ...RESOURCE_CHECK },
  async () => {
    await using plain = startScriptedServer(async (connection) => {
      await connection.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
    assert.equal(await speaksTls(plain.url), false);
    assert.equal(await speaksTls("http://127.0.0.1:9/"), false);
  },
);

Deno.test(
  { name: "speaksTls() knows TLS, whether the certificate can be trusted or not", ...RESOURCE_CHECK },
  async () => {
    const identity = {
      cert: Deno.readTextFileSync(fixturePath("tls/server.crt")),
      key: Deno.readTextFileSync(fixturePath("tls/server.key")),
    };
    await using service = startScriptedServer((connection) => connection.stall(), identity);
    assert.equal(await speaksTls(`http://127.0.0.1:${service.port}/`), true);
  },
);
