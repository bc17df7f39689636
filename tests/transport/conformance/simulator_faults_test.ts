import assert from "node:assert/strict";
import type { FailureKind } from "../../../src/core/failure.ts";
import { FAULT_NAMES } from "../../../src/simulator/settings/fault.ts";
import type { FaultName } from "../../../src/simulator/settings/fault.ts";
import { FAULTS } from "../../support/simulator_faults.ts";
import { replay } from "../../apis/replay.ts";
import { loadRecordedReply, readRecordedRows } from "../../support/recorded_replies.ts";
import { startScriptedServer } from "../../support/scripted_server.ts";
import { withSimulator } from "../../support/simulator.ts";
import type { HttpRequest } from "../../../src/transport/transport.ts";
import { eachTransport } from "./each_transport.ts";

/** Of those that say nothing alone: a busy machine is slow with the others, too. */
const SILENT: ReadonlySet<FaultName> = new Set(["stall", "stall_first", "no_headers"]);
const READ_MS = 300;

function ask(url: string): HttpRequest {
  const body = { model: "m", messages: [{ role: "user", content: "hi" }], stream: true };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { url, method: "POST", headers: { "content-type": "application/json" }, body: bytes };
}

eachTransport("each fault of the simulator is the failure that it is meant to be", async (open) => {
  const found: Record<string, FailureKind | null> = {};
  for (const name of FAULT_NAMES) {
    const [argument] = FAULTS[name];
    await withSimulator({ faults: [{ name, argument, share: 1 }] }, async ({ url }) => {
      const readMs = SILENT.has(name) ? READ_MS : null;
      using transport = await open({ timeouts: { connectMs: null, readMs, totalMs: null } });
      const { result, text, status, contentType } = await transport.send(ask(`${url}/v1/chat/completions`));
      const read = { status: status ?? 200, contentType: contentType ?? "", pieces: text === "" ? [] : [text] };
      found[name] = (await replay({ ...read, failure: result.failure })).failure?.kind ?? null;
    });
  }
  assert.deepEqual(found, Object.fromEntries(FAULT_NAMES.map((name) => [name, FAULTS[name][1]])));
});

const RECORDED = readRecordedRows().map(({ name }) => loadRecordedReply(name));

eachTransport("each recorded reply of a real service arrives as it was recorded", async (open) => {
  let next = 0;
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await connection.write(RECORDED[next++]?.raw ?? new Uint8Array());
  });
  using transport = await open();
  for (const { body } of RECORDED) {
    const { result, text } = await transport.send(ask(`${server.url}/v1/chat/completions`));
    assert.equal(result.failure, null);
    assert.equal(text, new TextDecoder().decode(body));
  }
  assert.ok(next > 10);
});
