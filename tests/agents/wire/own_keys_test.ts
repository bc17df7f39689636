import { deepStrictEqual, strictEqual } from "node:assert";
import { isOwnHeader, withoutKeys, withOwnKeys } from "../../../src/agents/wire/own_keys.ts";
import type { ShardSetup } from "../../../src/shards/protocol/messages.ts";
import { POOL_SETUP } from "../../support/virtual_load.ts";

function makeSetup(headers: Readonly<Record<string, string>>): ShardSetup {
  const endpoints = POOL_SETUP.endpoints.map((endpoint) => ({ ...endpoint, headers }));
  return { ...POOL_SETUP, shard: 0, clockOffsetMs: 0, endpoints };
}

function headersOf(setup: ShardSetup | null): unknown {
  return setup?.endpoints[0]?.headers;
}

Deno.test("A key does not leave the coordinator; each agent puts its own in its place", () => {
  const sent = withoutKeys(makeSetup({ Authorization: "Bearer sk-secret", "X-Team": "a" }));
  strictEqual(JSON.stringify(sent).includes("sk-secret"), false);
  deepStrictEqual(headersOf(withOwnKeys(sent, "sk-own")), { Authorization: "Bearer sk-own", "X-Team": "a" });
  strictEqual(withOwnKeys(sent, null), null);
});

Deno.test("Where no key is wanted an agent needs none, and puts none in", () => {
  const setup = withoutKeys(makeSetup({ "X-Team": "a" }));
  deepStrictEqual(headersOf(withOwnKeys(setup, null)), { "X-Team": "a" });
  deepStrictEqual(headersOf(withOwnKeys(setup, "sk-own")), { "X-Team": "a" });
  deepStrictEqual(["authorization", "X-Api-Key"].map(isOwnHeader), [true, false]);
});
