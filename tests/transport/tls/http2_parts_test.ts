import assert from "node:assert/strict";
import { FrameWatch } from "../../../src/transport/tls/http2_frames.ts";
import { splitRequest } from "../../../src/transport/tls/split_request.ts";
import { hasSynchronousStreams } from "../../../src/transport/tls/synchronous_streams.ts";
import { fc } from "../../support/property.ts";

function frame(type: number, flags: number, { id, length }: { id: number; length: number }): number[] {
  return [0, length >> 8, length & 0xff, type, flags, 0, 0, id >> 8, id & 0xff, ...new Array<number>(length).fill(1)];
}

Deno.test("the end of a stream is seen however its frames are cut, and told from a reset", () => {
  const bytes = Uint8Array.from([
    ...frame(4, 1, { id: 0, length: 12 }), // settings: flag 1 is no end there
    ...frame(1, 4, { id: 1, length: 20 }),
    ...frame(0, 0, { id: 1, length: 300 }),
    ...frame(0, 1, { id: 1, length: 0 }),
    ...frame(1, 5, { id: 3, length: 7 }),
    ...frame(3, 0, { id: 5, length: 4 }),
    ...frame(6, 1, { id: 0, length: 8 }),
  ]);
  fc.assert(fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
    const watch = new FrameWatch();
    const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
    for (const [index, end] of places.slice(1).entries()) watch.feed(bytes.subarray(places[index], end));
    assert.deepEqual([1, 3, 5, 7, 0].map((id) => watch.take(id)), ["ended", "ended", "reset", null, null]);
    assert.equal(watch.take(1), null, "told once");
  }));
});

Deno.test("a request of HTTP/1.1 is taken apart into headers of HTTP/2 and its body", () => {
  const head = "POST /v1/x?a=1 HTTP/1.1\r\nhost: h:8\r\nX-Own: a: b\r\nconnection: close\r\ncontent-length: 4\r\n\r\n";
  const bytes = new TextEncoder().encode(`${head}\r\n\r\n`);
  const { headers, body } = splitRequest(bytes);
  assert.deepEqual(headers, {
    ":method": "POST",
    ":path": "/v1/x?a=1",
    ":scheme": "https",
    ":authority": "h:8",
    "x-own": "a: b",
    "content-length": "4",
  });
  assert.equal(new TextDecoder().decode(body), "\r\n\r\n");
  assert.throws(() => splitRequest(new TextEncoder().encode("POST / HTTP/1.1\r\n")), /no end of its head/);
});

Deno.test("streams of node keep the times of bytes from Deno 2.9 on", () => {
  const answers = ["2.6.10", "2.8.9", "2.9.0", "2.10.1", "3.0.0", "1.46.3"].map(hasSynchronousStreams);
  assert.deepEqual(answers, [false, false, true, true, true, false]);
});
