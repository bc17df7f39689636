import assert from "node:assert/strict";
import { PARSER_LIMITS } from "../../../src/transport/http1/http_response_parser.ts";
import { fc } from "../../support/property.ts";
import { disagreement } from "./compare_parsers.ts";
import { HAS_NODE_PARSER } from "./node_parser.ts";
import { cutAt, parseByUs, toBytes } from "./parse_ours.ts";
import { CUTS, DAMAGE, RESPONSE_TEXT } from "./response_arbitrary.ts";

function parse(text: string, limits = PARSER_LIMITS) {
  return parseByUs([toBytes(text)], limits);
}

Deno.test({
  name: "random responses, cut anywhere, are read as node reads them",
  ignore: !HAS_NODE_PARSER,
  fn: () =>
    fc.assert(
      fc.property(RESPONSE_TEXT, CUTS, (text, cuts) => assert.equal(disagreement(text, cuts), null)),
      { numRuns: 3000 },
    ),
});

Deno.test({
  name: "a damaged response is refused, or read as node reads it",
  ignore: !HAS_NODE_PARSER,
  fn: () =>
    fc.assert(
      fc.property(
        RESPONSE_TEXT,
        DAMAGE,
        CUTS,
        (text, damage, cuts) => assert.equal(disagreement(damage(text), cuts), null),
      ),
      { numRuns: 3000 },
    ),
});

Deno.test("where a response is cut makes no difference", () => {
  fc.assert(
    fc.property(
      RESPONSE_TEXT,
      CUTS,
      (text, cuts) => assert.deepEqual(parseByUs(cutAt(toBytes(text), cuts)), parse(text)),
    ),
    { numRuns: 2000 },
  );
});

const WHOLE =
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\nde\r\n\r\n0\r\nx-sum: 1\r\n\r\n";

Deno.test("a response cut at every byte is the same response", () => {
  const bytes = toBytes(WHOLE);
  for (let place = 0; place < bytes.length; place++) {
    assert.deepEqual(parseByUs(cutAt(bytes, [place])), parse(WHOLE));
  }
  assert.deepEqual(parseByUs(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), parse(WHOLE));
  assert.deepEqual([parse(WHOLE).body, parse(WHOLE).isKeptAlive], ["abcde\r\n", true]);
});

Deno.test("interim responses are read over", () => {
  const text =
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  assert.deepEqual([parse(text).status, parse(text).body, parse(text).isDone], [200, "ok", true]);
});

Deno.test("a body without a length ends with the connection, which is not used again", () => {
  const { body, isDone, isKeptAlive } = parse("HTTP/1.1 200 OK\r\n\r\nall of it");
  assert.deepEqual([body, isDone, isKeptAlive], ["all of it", true, false]);
});

Deno.test("a missing last chunk and a short body are not whole", () => {
  assert.equal(parse("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n").isDone, false);
  assert.equal(parse("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort").isDone, false);
});

const KEPT: readonly (readonly [string, boolean])[] = [
  ["HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", true],
  ["HTTP/1.1 200 OK\r\ncontent-length: 0\r\nConnection: close\r\n\r\n", false],
  ["HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: x, CLOSE\r\n\r\n", false],
  ["HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n", false],
  ["HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n", true],
  ["HTTP/1.1 204 No Content\r\n\r\n", true],
];

for (const [text, isKept] of KEPT) {
  Deno.test(`${JSON.stringify(text)} ${isKept ? "keeps" : "ends"} the connection`, () => {
    assert.deepEqual([parse(text).isDone, parse(text).isKeptAlive], [true, isKept]);
  });
}

const FAULTS: readonly (readonly [string, RegExp])[] = [
  ["SSH-2.0-OpenSSH_9.9", /not an HTTP/],
  ["HTTP/2 200 OK\r\n\r\n", /not an HTTP/],
  ["HTTP/1.1 20 OK\r\n\r\n", /not an HTTP/],
  ["HTTP/1.1 200 OK\r\nno colon\r\n\r\n", /broken header line/],
  ["HTTP/1.1 200 OK\r\nx: 1\r\n folded\r\n\r\n", /broken header line/],
  ["HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", /content-length/],
  ["HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n", /both/],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: zstd\r\n\r\n", /unknown transfer-encoding/],
  ["HTTP/1.1 101 Switching\r\n\r\n", /changes the protocol/],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", /chunk size/],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffff\r\n", /chunk size/],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab", /longer than its size/],
];

for (const [text, reason] of FAULTS) {
  Deno.test(`${JSON.stringify(text)} is refused`, () => {
    assert.match(parse(text).why ?? "", reason);
  });
}

Deno.test("a head, a line, a chunk's line and the number of interim heads have limits", () => {
  const limits = { headBytes: 100, lineBytes: 40, chunkLineBytes: 8, interimHeads: 1 };
  const why = (text: string) => parse(text, limits).why;
  assert.match(why(`HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(20)}\r\n`) ?? "", /head is too large/);
  assert.match(why(`HTTP/1.1 200 OK\r\na: ${"b".repeat(50)}\r\n\r\n`) ?? "", /line is too long/);
  assert.match(why(`HTTP/1.1 200 OK\r\na: ${"b".repeat(200)}`) ?? "", /head is too large/);
  const chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
  assert.match(why(`${chunked}1;${"x".repeat(20)}`) ?? "", /line is too long/);
  assert.match(why(`${chunked}0\r\n${"a: b\r\n".repeat(20)}`) ?? "", /trailers are too large/);
  const interim = "HTTP/1.1 100 Continue\r\n\r\n";
  assert.match(why(interim.repeat(2)) ?? "", /too many interim/);
});
