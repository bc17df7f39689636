import assert from "node:assert/strict";
import { findProxy, namesProxy } from "../../../src/core/network/proxy_rule.ts";

function proxyOf(url: string, variables: Record<string, string>, given: string | null = null): string | null {
  const unusable: string[] = [];
  const onUnusable = (text: string, source: string) => unusable.push(`${source} ${text}`);
  const proxy = findProxy(url, { given, read: (name) => variables[name], onUnusable });
  return unusable[0] ?? (proxy === null ? null : `${proxy.source} ${proxy.displayUrl}`);
}

const PROXIES = { HTTP_PROXY: "http://plain.test:3128", https_proxy: "secure.test:8443" };
const PLAIN = "HTTP_PROXY http://plain.test:3128/";

const CASES: readonly (readonly [string, Record<string, string>, string | null])[] = [
  ["http://service.test/v1", {}, null],
  ["http://service.test/v1", PROXIES, PLAIN],
  ["https://service.test/v1", PROXIES, "https_proxy http://secure.test:8443/"],
  ["https://service.test/v1", { ALL_PROXY: "socks5://socks.test" }, "ALL_PROXY socks5://socks.test"],
  ["http://service.test/v1", { HTTP_PROXY: "http://us:pw@p.test" }, "HTTP_PROXY http://**********@p.test/"],
  ["http://service.test/v1", { HTTP_PROXY: "::::" }, "HTTP_PROXY ::::"],
  ["http://service.test/v1", { HTTP_PROXY: "ftp://p.test" }, "HTTP_PROXY ftp://p.test"],
  ["http://localhost:8000/v1", PROXIES, null],
  ["http://127.0.0.1:8000/v1", PROXIES, null],
  ["http://127.5.0.1:8000/v1", PROXIES, null],
  ["http://[::1]:8000/v1", PROXIES, null],
  ["http://service.test/v1", { ...PROXIES, NO_PROXY: "*" }, null],
  ["http://service.test/v1", { ...PROXIES, NO_PROXY: "service.test" }, null],
  ["http://a.service.test/v1", { ...PROXIES, no_proxy: "x, .service.test" }, null],
  ["http://a.service.test/v1", { ...PROXIES, no_proxy: "*.service.test" }, null],
  ["http://otherservice.test/v1", { ...PROXIES, no_proxy: "service.test" }, PLAIN],
  ["http://service.test:8000/v1", { ...PROXIES, NO_PROXY: "service.test:8000" }, null],
  ["http://service.test:8001/v1", { ...PROXIES, NO_PROXY: "service.test:8000" }, PLAIN],
  ["http://service.test/v1", { ...PROXIES, NO_PROXY: "service.test:80" }, null],
  ["http://10.2.3.4/v1", { ...PROXIES, NO_PROXY: "192.168.0.0/16 10.0.0.0/8" }, null],
  ["http://11.2.3.4/v1", { ...PROXIES, NO_PROXY: "10.0.0.0/8" }, PLAIN],
  ["http://10.2.3.4/v1", { ...PROXIES, NO_PROXY: "10.2.3.4" }, null],
  ["http://[fd00::12]:8000/v1", { ...PROXIES, NO_PROXY: "fd00::/8" }, null],
  ["http://[fe80::12]:8000/v1", { ...PROXIES, NO_PROXY: "fd00::/8" }, PLAIN],
  ["http://[fd00::12]:8000/v1", { ...PROXIES, NO_PROXY: "[fd00::12]:8000" }, null],
];

for (const [url, variables, expected] of CASES) {
  Deno.test(`the proxy of ${url} with ${JSON.stringify(variables)} is ${expected ?? "none"}`, () => {
    assert.equal(proxyOf(url, variables), expected);
  });
}

Deno.test("--proxy holds for every address, none for no address", () => {
  assert.equal(proxyOf("http://127.0.0.1:8000/", {}, "p.test:3128"), "--proxy http://p.test:3128/");
  assert.equal(
    proxyOf("http://service.test/", { ...PROXIES, NO_PROXY: "*" }, "http://p.test"),
    "--proxy http://p.test/",
  );
  assert.equal(proxyOf("http://service.test/", PROXIES, "none"), null);
});

Deno.test("namesProxy() tells whether a platform that obeys the environment would", () => {
  assert.deepEqual(
    [{}, { all_proxy: "x" }, { NO_PROXY: "*" }].map((env: Record<string, string>) => namesProxy((n) => env[n])),
    [
      false,
      true,
      false,
    ],
  );
});
