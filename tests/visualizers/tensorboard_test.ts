import { deepStrictEqual, strictEqual } from "node:assert";
import { crc32c } from "../../src/visualizers/tensorboard/event_file.ts";
import { TENSORBOARD } from "../../src/visualizers/tensorboard/tensorboard_tracker.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { makeTrackerContext } from "./support/demo_journal.ts";
import { tellTracker } from "./support/tell_tracker.ts";

/** Reads the records of an event file; throws where a checksum is wrong. */
function readRecords(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    const data = file.subarray(at + 12, at + 12 + length);
    const checks: [Uint8Array, number][] = [[file.subarray(at, at + 8), at + 8], [data, at + 12 + length]];
    for (const [bytes, place] of checks) {
      const crc = crc32c(bytes);
      strictEqual(view.getUint32(place, true), (((crc >>> 15 | crc << 17) >>> 0) + 0xa282ead8) % 2 ** 32);
    }
    records.push(data);
    at += 16 + length;
  }
  return records;
}

function textOf(records: readonly Uint8Array[]): string {
  return records.map((record) => new TextDecoder("latin1").decode(record)).join("\n");
}

Deno.test("crc32c() gives the checksum of its standard", () => {
  strictEqual(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
});

Deno.test("an event file has whole records, and the tags of one that TensorBoard reads", async () => {
  const sample = await Deno.readFile(new URL("../fixtures/trackers/sample.tfevents", import.meta.url));
  const known = textOf(readRecords(sample));
  await withTemporaryFolder(async (folder) => {
    const session = await tellTracker(TENSORBOARD, await makeTrackerContext(folder, {}));
    const records = readRecords(await Deno.readFile(String(session.save().path)));
    const ours = textOf(records);
    const tags = [
      "brain.Event:2",
      "_hparams_/experiment",
      "_hparams_/session_start_info",
      "_hparams_/session_end_info",
      "Performance/Avg TTFT (ms)",
      "Summary/P99 TTFT (ms)",
      "percentiles",
      "config",
    ];
    deepStrictEqual(tags.filter((tag) => !ours.includes(tag) || !known.includes(tag)), []);
    // Start, hparams, texts; five moments, summary, table, page, end.
    strictEqual(records.length, 12);
  });
});
