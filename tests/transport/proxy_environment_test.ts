import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { toConnectAddress } from "../../src/transport/proxy_environment.ts";
import { replyText, startScriptedServer } from "../support/scripted_server.ts";

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

/** Sends a request in a process of its own with these variables; returns the kind of its failure. */
async function sendWith(variables: Record<string, string>, url: string): Promise<string | null> {
  const args = ["run", "-A", "--no-check", fileURLToPath(new URL("./send_once.ts", import.meta.url)), url];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, env: variables, stderr: "inherit" }).output();
  const failure: { readonly kind: string } | null = JSON.parse(new TextDecoder().decode(stdout));
  return failure?.kind ?? null;
}

Deno.test("a plain request goes through the proxy of the environment", async () => {
  let head = "";
  await using proxy = startScriptedServer(async (connection) => {
    head = await connection.readRequest() ?? "";
    await connection.write(replyText("200 OK", { type: "application/json", body: "ok" }));
  });
  const variables = { HTTP_PROXY: `http://user:pass@127.0.0.1:${proxy.port}`, NO_PROXY: "other.test" };
  assert.equal(await sendWith(variables, "http://localhost:4321/v1"), null);
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
  const variables = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: "other.test" };
  assert.equal(await sendWith(variables, "https://localhost:4321/v1"), "connect_failed");
  assert.match(head, /^CONNECT localhost:4321 HTTP\/1.1\r\n/);
});
