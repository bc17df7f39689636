import assert from "node:assert/strict";
import type { FailureKind } from "../../src/core/failure.ts";
import { toBreakFailure, toConnectFailure } from "../../src/transport/socket/socket_failure.ts";

/** Texts as Deno has them, from several systems. */
const KNOWN: readonly (readonly [string, FailureKind])[] = [
  ["Too many open files (os error 24)", "client_exhausted"],
  ["Cannot assign requested address (os error 99)", "client_exhausted"],
  ["failed to lookup address information: Name or service not known", "dns"],
  ["No such host is known. (os error 11001)", "dns"],
  ["Connection refused (os error 111)", "connect_refused"],
  ["Connection timed out (os error 110)", "timeout_connect"],
];

for (const [text, kind] of KNOWN) {
  Deno.test(`toConnectFailure() reads "${text}" as ${kind}`, () => {
    const failure = toConnectFailure(new Error(text));
    assert.equal(failure.kind, kind);
    assert.ok(failure.message.endsWith(text), failure.message);
    const [lead = "", rest = ""] = failure.message.split(": ", 2);
    assert.ok(!rest.startsWith(lead), failure.message);
  });
}

Deno.test("a text that no rule knows is a failed connection or a break, and is told as it is", () => {
  // Words and numbers of the rules within others are none of them.
  for (const text of ["Something new (os error 1110)", "The moon is full (os error 238)", "", "os error 990"]) {
    assert.deepEqual(toConnectFailure(new Error(text)).kind, "connect_failed", text);
    assert.ok(toConnectFailure(new Error(text)).message.endsWith(text));
    assert.deepEqual(toBreakFailure(new Error(text)).kind, "reset");
    assert.ok(toBreakFailure(new Error(text)).message.endsWith(text));
  }
});

Deno.test("what the running Deno says of a refused connection is known to the rules", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const error = await Deno.connect({ hostname: "127.0.0.1", port }).then(() => null, (cause: unknown) => cause);
  assert.equal(toConnectFailure(error).kind, "connect_refused");
});
