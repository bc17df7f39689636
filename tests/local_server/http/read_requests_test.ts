import { deepStrictEqual, ok } from "node:assert";
import { fc } from "../../support/property.ts";
import { readRequests } from "../../../src/local_server/http/read_requests.ts";

const WIRE = new TextEncoder().encode(
  'POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{"prompt": "é\\n"}' +
    "GET /v1/models?a=1 HTTP/1.1\r\nHost: x\r\n\r\n",
);

async function readAll(parts: readonly Uint8Array[]): Promise<readonly (readonly [string, string, string])[]> {
  const read: [string, string, string][] = [];
  for await (const request of readRequests(ReadableStream.from(parts))) {
    ok(request instanceof Request);
    read.push([request.method, new URL(request.url).pathname, await request.text()]);
  }
  return read;
}

Deno.test("readRequests() reads the same however the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: WIRE.length }), { maxLength: 6 }), async (cuts) => {
      const ends = [0, ...cuts.toSorted((a, b) => a - b), WIRE.length];
      const parts = ends.slice(1).map((end, index) => WIRE.subarray(ends[index] ?? 0, end));
      deepStrictEqual(await readAll(parts), [
        ["POST", "/v1/completions", '{"prompt": "é\\n"}'],
        ["GET", "/v1/models", ""],
      ]);
    }),
    { numRuns: 50 },
  );
});

Deno.test("readRequests() drops a request that breaks off", async () => {
  deepStrictEqual(await readAll([WIRE.subarray(0, 60)]), []);
});

const BAD = [
  ["HELLO\r\n\r\n", 400],
  ["POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411],
  ["POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400],
  [`GET / HTTP/1.1\r\nX: ${"a".repeat(70_000)}`, 431],
] as const;

for (const [wire, status] of BAD) {
  Deno.test(`readRequests() answers ${JSON.stringify(wire.slice(0, 40))} with ${status}`, async () => {
    const answers = await Array.fromAsync(readRequests(ReadableStream.from([new TextEncoder().encode(wire)])));
    deepStrictEqual(answers.map((answer) => answer instanceof Response && answer.status), [status]);
  });
}
