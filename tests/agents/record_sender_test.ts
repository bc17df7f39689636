import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { RecordSender } from "../../src/agents/agent/record_sender.ts";
import { RecordSpill } from "../../src/agents/agent/record_spill.ts";
import { InsistentSender } from "../../src/agents/wire/insistent_sender.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const NEVER = new AbortController().signal;

function open(path: string) {
  const clock = new VirtualClock();
  const sender = new InsistentSender(clock);
  const taken: string[] = [];
  const problems: unknown[] = [];
  const bus = { isThere: false };
  const spill = new RecordSpill(path);
  const records = new RecordSender({
    sender,
    spill,
    maxWaitingBytes: 250,
    publish: ({ id, bytes }) => {
      if (!bus.isThere) return Promise.reject(new Error("the stream is full"));
      taken.push(`${id}:${bytes[0]}`);
      return Promise.resolve();
    },
    onNoDisk: (cause) => problems.push(cause),
  });
  const send = (index: number) =>
    records.send({ subject: "s", id: `${index}`, bytes: new Uint8Array(100).fill(index) });
  return { clock, sender, spill, taken, problems, bus, send };
}

Deno.test("what the bus does not take waits in memory, then on the disk, and leaves when it takes again", () =>
  withTemporaryFolder(async (folder) => {
    const { clock, sender, spill, taken, bus, send } = open(`${folder}/spill`);
    const isOnDisk = Array.from({ length: 12 }, (_, index) => send(index));
    deepStrictEqual(isOnDisk, [false, false, ...Array.from({ length: 10 }, () => true)]);
    await clock.run(clock.sleepUntil(1000, NEVER));
    strictEqual(spill.size, 10);
    deepStrictEqual(taken, []);
    bus.isThere = true;
    await clock.run(clock.sleepUntil(3000, NEVER));
    strictEqual(spill.size, 0);
    deepStrictEqual(taken.toSorted(), Array.from({ length: 12 }, (_, index) => `${index}:${index}`).toSorted());
    strictEqual(sender.pending(), 0);
    strictEqual(Deno.statSync(`${folder}/spill`).size, 0, "the disk is given back");
    spill[Symbol.dispose]();
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("where the disk takes nothing either, all waits in memory, and that is told", async () => {
  const { clock, taken, problems, bus, send } = open("/does/not/exist/spill");
  const isOnDisk = Array.from({ length: 4 }, (_, index) => send(index));
  deepStrictEqual(isOnDisk, [false, false, false, false]);
  strictEqual(problems.length, 2);
  bus.isThere = true;
  await clock.run(clock.sleepUntil(1000, NEVER));
  strictEqual(taken.length, 4);
});
