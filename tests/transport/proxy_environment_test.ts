import assert from "node:assert/strict";
import { toConnectAddress } from "../../src/transport/proxy_environment.ts";
import { replyText, startScriptedServer } from "../support/scripted_server.ts";
import { openTransport, postTo } from "./exchange.ts";

function addressOf(url: string, variables: Record<string, string>): string {
  const { hostname, port } = toConnectAddress(url, (name) => variables[name]);
  return `${hostname} ${port}`;
}

const PROXIES = { HTTP_PROXY: "http://plain.test:3128", https_proxy: "secure.test:8443" };

const CASES: readonly (readonly [string, Record<string, string>, string])[] = [
  ["http://service.test/v1", {}, "service.test 80"],
  ["https://service.test/v1", {}, "service.test 443"],
  ["http://[::1]:8000/v1", {}, "::1 8000"],
  ["http://service.test/v1", PROXIES, "plain.test 3128"],
  ["https://service.test/v1", PROXIES, "secure.test 8443"],
  ["https://service.test/v1", { ALL_PROXY: "socks5://socks.test" }, "socks.test 1080"],
  ["http://service.test/v1", { ...PROXIES, NO_PROXY: "service.test" }, "service.test 80"],
  ["http://a.service.test/v1", { ...PROXIES, no_proxy: "x, .service.test" }, "a.service.test 80"],
  ["http://otherservice.test/v1", { ...PROXIES, no_proxy: "service.test" }, "plain.test 3128"],
  ["http://service.test/v1", { ...PROXIES, NO_PROXY: "*" }, "service.test 80"],
];

for (const [url, variables, expected] of CASES) {
  Deno.test(`toConnectAddress() of ${url} with ${JSON.stringify(variables)} is ${expected}`, () => {
    assert.equal(addressOf(url, variables), expected);
  });
}

/** Runs with variables set; requests of other tests never run beside it. */
async function withVariables(variables: Record<string, string>, body: () => Promise<void>): Promise<void> {
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    await body();
  } finally {
    for (const [name, value] of before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  }
}

Deno.test("a plain request goes through the proxy of the environment", async () => {
  let head = "";
  await using proxy = startScriptedServer(async (connection) => {
    head = await connection.readRequest() ?? "";
    await connection.write(replyText("200 OK", { type: "application/json", body: "ok" }));
  });
  const variables = { HTTP_PROXY: `http://user:pass@127.0.0.1:${proxy.port}`, NO_PROXY: "other.test" };
  await withVariables(variables, async () => {
    using transport = openTransport();
    const { result } = await transport.send(postTo("http://localhost:4321/v1"));
    assert.equal(result.failure, null);
  });
  assert.match(head, /^POST http:\/\/localhost:4321\/v1 HTTP\/1.1\r\n/);
  assert.match(head, /^proxy-authorization: Basic dXNlcjpwYXNz\r$/m);
});

Deno.test("a request over TLS asks the proxy for a tunnel, and a refusal is a failed connection", async () => {
  let head = "";
  await using proxy = startScriptedServer(async (connection) => {
    head = await connection.readRequest() ?? "";
    await connection.write("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    await connection.stall();
  });
  await withVariables({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: "other.test" }, async () => {
    using transport = openTransport();
    const { result } = await transport.send(postTo("https://localhost:4321/v1"));
    assert.equal(result.failure?.kind, "connect_failed");
  });
  assert.match(head, /^CONNECT localhost:4321 HTTP\/1.1\r\n/);
});
