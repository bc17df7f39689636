import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fc } from "../../support/property.ts";
import { type HttpProblem, type HttpRequest, RequestParser } from "../../../src/simulator/http/request_parser.ts";

const ENCODER = new TextEncoder();

function parse(text: string, sizes: readonly number[] = []): (HttpRequest | HttpProblem)[] {
  const bytes = ENCODER.encode(text);
  const parser = new RequestParser();
  const found: (HttpRequest | HttpProblem)[] = [];
  let offset = 0;
  for (let i = 0; offset < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : sizes[i % sizes.length] ?? 1;
    parser.append(bytes.subarray(offset, offset + size));
    offset += size;
    for (let next = parser.next(); next !== null && found.length < 10; next = parser.next()) found.push(next);
  }
  return found;
}

function describe(found: HttpRequest | HttpProblem | undefined): unknown {
  if (found === undefined || "status" in found) return found;
  const { method, path, keepsAlive, body } = found;
  return { method, path, keepsAlive, body: new TextDecoder().decode(body) };
}

const POST = "POST /v1/completions?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhällo wörl".slice(0, -1);
const CHUNKED =
  "POST /c HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n";
const GET = "GET /health HTTP/1.0\r\n\r\n";

Deno.test("RequestParser reads a body with its length", () => {
  deepStrictEqual(parse(POST).map(describe), [
    { method: "POST", path: "/v1/completions", keepsAlive: true, body: "hällo wör" },
  ]);
});

Deno.test("RequestParser reads a body in chunks, trailer included", () => {
  deepStrictEqual(parse(CHUNKED).map(describe), [{
    method: "POST",
    path: "/c",
    keepsAlive: true,
    body: "hello world",
  }]);
});

Deno.test("RequestParser reads requests one behind the other, however they are cut", () => {
  const expected = [describe(parse(POST)[0]), describe(parse(CHUNKED)[0]), describe(parse(GET)[0])];
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
    deepStrictEqual(parse(POST + CHUNKED + GET, sizes).map(describe), expected);
  }));
});

Deno.test("RequestParser knows whether the connection is to be kept", () => {
  const keeps = (text: string) => {
    const [request] = parse(text);
    return request !== undefined && "keepsAlive" in request && request.keepsAlive;
  };
  ok(keeps("GET / HTTP/1.1\r\n\r\n"));
  ok(!keeps("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n"));
  ok(!keeps("GET / HTTP/1.0\r\n\r\n"));
  // Its end is all that ends a stream for such a client.
  ok(!keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
});

Deno.test("RequestParser takes whole addresses, as proxies send them", () => {
  strictEqual((parse("GET http://host:80/v1/models HTTP/1.1\r\n\r\n")[0] as HttpRequest).path, "/v1/models");
  strictEqual((parse("GET http://host HTTP/1.1\r\n\r\n")[0] as HttpRequest).path, "/");
});

const BAD: Readonly<Record<string, readonly [text: string, status: number]>> = {
  "no request line": ["hello\r\n\r\n", 400],
  "HTTP/2": ["GET / HTTP/2\r\n\r\n", 400],
  "header without name": ["GET / HTTP/1.1\r\n: x\r\n\r\n", 400],
  "length that is no number": ["POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400],
  "two lengths": ["POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400],
  "length beyond all bounds": ["POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413],
  "unknown coding": ["POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501],
  "chunk size that is no number": ["POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400],
  "chunk longer than it says": ["POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", 400],
  "endless head": [`GET / HTTP/1.1\r\nX: ${"a".repeat(70_000)}`, 431],
  "long head": [`GET / HTTP/1.1\r\nX: ${"a".repeat(70_000)}\r\n\r\n`, 431],
};

Deno.test("RequestParser says with which status a bad request is to be refused", () => {
  for (const [name, [text, status]] of Object.entries(BAD)) {
    const [found] = parse(text);
    ok(found !== undefined && "status" in found && found.status === status, `${name}: ${JSON.stringify(found)}`);
  }
});

Deno.test("the hello of a TLS client is answered at once, not waited on for a line end", () => {
  const parser = new RequestParser();
  parser.append(Uint8Array.of(0x16, 0x03, 0x01, 0x02));
  const outcome = parser.next();
  deepStrictEqual(outcome, { status: 400, message: "This is plain HTTP: write http:// instead of https://" });
});
