import { deepStrictEqual } from "node:assert/strict";
import type { Failure } from "../../../src/core/failure.ts";
import type { HttpRequest } from "../../../src/transport/transport.ts";
import { withVirtualRun } from "../../support/virtual_run.ts";

const TURNS = { dataset: "random_multi_turn", tokenizer_path: null, min_turns: 3, max_turns: 3, multi_turn: true };
const OPTIONS = {
  ...TURNS,
  prompt: null,
  min_prompt_length: 4,
  max_prompt_length: 4,
  parallel: 2,
  number: 4,
  warmup_num: 1,
  shards: 2,
};

const sessionsOf = (requests: readonly HttpRequest[]) => requests.map(({ session }) => session ?? null);

Deno.test("with --connection-reuse per-session each request says which session it belongs to", async () => {
  await withVirtualRun({ options: { ...OPTIONS, connection_reuse: "per-session", shards: 1 } }, ({ host }) => {
    const sessions = Map.groupBy(sessionsOf(host.service.requests), (session) => session?.key);
    // One of the warm-up and four measured; the count of each phase begins anew, the keys do not.
    deepStrictEqual([...sessions.keys()].toSorted(), [1, 2, 3, 4, 5]);
    for (const turns of sessions.values()) deepStrictEqual(turns.map((turn) => turn?.isLast), [false, false, true]);
  });
});

Deno.test("with other rules requests belong to no session of the transport", async () => {
  await withVirtualRun({ options: OPTIONS }, ({ host }) => {
    deepStrictEqual(new Set(sessionsOf(host.service.requests)), new Set([null]));
  });
});

Deno.test("a conversation that breaks off gives its connection back", async () => {
  const failure: Failure = { kind: "reset", message: "Connection broken" };
  await withVirtualRun({
    options: { ...OPTIONS, connection_reuse: "per-session", shards: 1, warmup_num: 0, number: 2, parallel: 1 },
    service: { failure: (request) => request === 1 ? failure : null },
  }, ({ host }) => deepStrictEqual(host.service.endedSessions, [1]));
});
