import { deepStrictEqual, strictEqual } from "node:assert";
import { ArrivalOrder } from "../../../src/agents/wire/arrival_order.ts";
import type { Path } from "../../../src/agents/wire/envelope.ts";
import { fc } from "../../support/property.ts";

interface Sent {
  readonly path: Path;
  readonly number: number;
  readonly after: number;
}

/** Numbers messages as an agent does: each comes after some of the other path that were sent before. */
function numberAll(paths: readonly (readonly [Path, boolean])[]): readonly Sent[] {
  const counts = { direct: 0, stream: 0 };
  return paths.map(([path, isBound]) => {
    const after = isBound ? counts[path === "direct" ? "stream" : "direct"] : 0;
    return { path, number: ++counts[path], after };
  });
}

const MESSAGES = fc.array(fc.tuple(fc.constantFrom<Path>("direct", "stream"), fc.boolean()), { maxLength: 30 });

Deno.test("Messages are handed on once and in order, however they arrive", () => {
  fc.assert(fc.property(
    MESSAGES.chain((paths) => {
      const sent = numberAll(paths);
      // Each at least once, some twice, in any order.
      return fc.tuple(fc.constant(sent), fc.shuffledSubarray([...sent, ...sent], { minLength: sent.length }));
    }),
    ([sent, arrivals]) => {
      const delivered: Sent[] = [];
      const order = new ArrivalOrder<Sent>((message) => delivered.push(message));
      for (const message of [...arrivals, ...sent]) order.accept(message.path, message, message);
      strictEqual(delivered.length, sent.length);
      strictEqual(order.duplicates, arrivals.length);
      for (const path of ["direct", "stream"] as const) {
        const own = delivered.filter((message) => message.path === path).map(({ number }) => number);
        deepStrictEqual(own, own.map((_, index) => index + 1));
      }
      for (const [index, { path, after }] of delivered.entries()) {
        strictEqual(delivered.slice(0, index).filter((other) => other.path !== path).length >= after, true);
      }
    },
  ));
});
