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
  ["HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", /content-length/],
  ["HTTP/1.1 200 OK\r\n: no name\r\n\r\n", /broken header line/],
  ["HTTP/1.1 200 OK\ncontent-length: 1, 2\n\n", /content-length/],
  ["\r\n".repeat(20), /empty lines/],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n \r\n", /chunk size/],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1 2\r\n", /chunk size/],
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

const CHUNKED_HEAD = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n";

/** What services write by hand: the text, and the headers and body that it means. */
const LOOSE: Readonly<Record<string, readonly [string, string, string]>> = {
  "lines that end in LF alone": ["HTTP/1.1 200 OK\nx: 1\ncontent-length: 2\n\nok", "x: 1|content-length: 2", "ok"],
  "both ends of lines": ["HTTP/1.1 200 OK\r\nx: 1\ncontent-length: 2\r\n\nok", "x: 1|content-length: 2", "ok"],
  "an empty line before the head": [
    "\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    "content-length: 2",
    "ok",
  ],
  "a folded line": [
    "HTTP/1.1 200 OK\r\nx: a;\r\n\tb\r\n c\r\ncontent-length: 0\r\n\r\n",
    "x: a; b c|content-length: 0",
    "",
  ],
  "blanks before the colon": ["HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\nok", "content-length: 2", "ok"],
  "the same length twice": [
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nContent-Length: 2\r\n\r\nok",
    "content-length: 2, 2",
    "ok",
  ],
  "chunks that end in LF alone": [`${CHUNKED_HEAD}\r\n2\nok\n0\n\n`, "transfer-encoding: chunked", "ok"],
  "blanks behind the size of a chunk": [
    `${CHUNKED_HEAD}\r\n2  \r\nok\r\n0 ;a\r\n\r\n`,
    "transfer-encoding: chunked",
    "ok",
  ],
  "a folded trailer": [`${CHUNKED_HEAD}\r\n2\r\nok\r\n0\r\nx: 1\r\n 2\r\n\r\n`, "transfer-encoding: chunked", "ok"],
};

for (const [name, [text, headers, body]] of Object.entries(LOOSE)) {
  Deno.test(`${name}: read as they are meant, wherever they are cut`, () => {
    const bytes = toBytes(text);
    for (let place = 0; place <= bytes.length; place++) {
      const { why, headers: read, body: got, isDone, isKeptAlive } = parseByUs(cutAt(bytes, [place]));
      assert.deepEqual([why, read.join("|"), got, isDone, isKeptAlive], [null, headers, body, true, true]);
    }
  });
}

Deno.test("chunks rule over a length beside them, and such a connection is not used again", () => {
  const { body, isDone, isKeptAlive } = parse(`${CHUNKED_HEAD}content-length: 9\r\n\r\n2\r\nok\r\n0\r\n\r\n`);
  assert.deepEqual([body, isDone, isKeptAlive], ["ok", true, false]);
});

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
