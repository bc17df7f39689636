/**
 * Works the records of a run through as a coordinator does, and nothing else: off the stream of the bus, read, added to all
 * figures, made a row. It says when it reads, and at the end what a record cost:
 *
 *   deno run -A tests/agents/acceptance/record_reader.ts BUS-URL RUN RECORDS DATABASE
 */
import { cpuUsage } from "node:process";
import { print } from "../../../scripts/print.ts";
import { openRecordStream } from "../../../src/agents/coordinator/record_stream.ts";
import { unwrap } from "../../../src/agents/wire/envelope.ts";
import { subjectsOf } from "../../../src/agents/wire/subjects.ts";
import { createClock } from "../../../src/core/clock.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import { createDatabaseSink } from "../../../src/report/database/database_sink.ts";
import { decodeMessage } from "../../../src/shards/protocol/codec.ts";
import type { FromShard } from "../../../src/shards/protocol/messages.ts";
import { connectOpenBus } from "./open_bus.ts";

const [url = "", run = "", records = "", path = ""] = Deno.args;
/** While the code is new a record costs several times as much: what a longer run costs more is asked for. */
const NEW_RECORDS = Number(records) / 4;

const connection = await connectOpenBus(url);
const accumulator = createAccumulator({});
const sink = createDatabaseSink(path, { storeContent: true, originEpochMs: 0, commitRows: 1000 });
await sink.open();
const done = Promise.withResolvers<void>();
let count = 0;
const warm = Promise.withResolvers<{ readonly count: number; readonly usage: NodeJS.CpuUsage }>();
const stream = await openRecordStream(connection, subjectsOf(run), {
  clock: createClock(0),
  epoch: 1,
  mustWait: () => false,
  take(delivery) {
    const message = decodeMessage(unwrap(delivery.data).message) as FromShard;
    if (message.kind !== "records") throw new Error(`No records: ${message.kind}`);
    for (const record of message.records) accumulator.add(record);
    sink.add(message.records);
    delivery.ack();
    count += message.records.length;
    if (count >= NEW_RECORDS) warm.resolve({ count, usage: cpuUsage() });
    if (count >= Number(records)) done.resolve();
  },
});
print("reads");
const before = await warm.promise;
await done.promise;
const { user, system } = cpuUsage(before.usage);
print(`${(user + system) / (count - before.count)} µs a record`);
await sink.close("complete");
await stream.close();
await stream.remove();
await connection.close();
