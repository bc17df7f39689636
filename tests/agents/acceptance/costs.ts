/** A15, A24: what a coordinator and a bus cost, and one that has hardly any CPU. */
import { strictEqual } from "node:assert";
import { asDesigned, FleetScene, HAS_SERVER, noteRate } from "./fleet_scene.ts";
import { countRows, sleep, throttle } from "./loss_scene.ts";
import { measureRecordCost } from "../../bench/record_cost.ts";
import { startOwnBus } from "./own_server.ts";
import { jetstream } from "@nats-io/jetstream";
import { wrap } from "../../../src/agents/wire/envelope.ts";
import { subjectsOf } from "../../../src/agents/wire/subjects.ts";
import { encodeMessage } from "../../../src/shards/protocol/codec.ts";
import { drawBatch, RECORDS_A_BATCH } from "../../bench/record_cost.ts";
import { connectOpenBus } from "./open_bus.ts";
import { RECORD_READER, startScripted } from "./scripted_place.ts";

const FEW = asDesigned(6000, 600);
const MANY = asDesigned(20_000, 2400);
/** Requests at once of which 1,270 a second end (`scripted_agents.ts`). */
const PARALLEL = 340;
/** What comes in while the coordinator hardly runs: requests a second, and for how long. */
const HELD = { rate: asDesigned(2000, 200), seconds: asDesigned(30, 5) };

/** Records that come in over the bus, in a second and in all. */
const OVER_THE_BUS = { perSecond: 1270, count: asDesigned(25_400, 2540) };

/** Hands records of four agents to the bus, as many a second as are asked for. */
async function publishRecords(url: string, run: string): Promise<void> {
  await using connection = await connectOpenBus(url);
  const stream = jetstream(connection);
  const startedAtMs = performance.now();
  for (let batch = 1; (batch - 1) * RECORDS_A_BATCH < OVER_THE_BUS.count; batch++) {
    const dueAtMs = startedAtMs + batch * RECORDS_A_BATCH * 1000 / OVER_THE_BUS.perSecond;
    await sleep(Math.max(0, dueAtMs - performance.now()));
    const message = encodeMessage(drawBatch(batch));
    const envelope = { loop: 0, number: batch, after: 0, isSealed: false, epoch: 1 };
    await stream.publish(subjectsOf(run).records(batch % 4, 0), wrap(envelope, message), { msgID: String(batch) });
  }
}

/** Memory of a process now. */
async function readRssBytes(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)], stdin: "null" }).output();
  return Number(new TextDecoder().decode(stdout)) * 1024;
}

/** A service for the tests of the connection, a bus whose process is known, and what says the same as four agents would. */
async function withCarriers(
  run: (scene: FleetScene, parts: { readonly server: number; readonly over: readonly string[] }) => Promise<void>,
): Promise<void> {
  await using scene = await FleetScene.open();
  const { server } = await startOwnBus(scene);
  try {
    await startScripted(scene);
    await run(scene, { server: server.pid, over: ["--agents", scene.busUrl, "--agents-min", "4"] });
  } finally {
    server.kill("SIGKILL");
    await server.status;
  }
}

const CAN_MEASURE = HAS_SERVER && Deno.build.os === "linux";

Deno.test({
  name: "A24: what a record with its row in the database costs the coordinator, and what the bus holds",
  ignore: !CAN_MEASURE,
  fn: () =>
    withCarriers(async (scene, { server, over }) => {
      const measure = async (number: number) => {
        const name = `rows_${number}`;
        const load = ["--parallel", PARALLEL, "--number", number, "--agents-results", "records", ...over];
        const { step } = await scene.result(name, scene.load(name, load));
        strictEqual(step.scalars.success_requests, number);
        return { cpuSeconds: step.health.cpuSeconds, perSecond: step.scalars.request_throughput ?? NaN };
      };
      const few = await measure(FEW);
      const many = await measure(MANY);
      // What a longer run costs more: making and dealing of its requests is in it, the start is not.
      const costUs = (many.cpuSeconds - few.cpuSeconds) * 1e6 / (MANY - FEW);
      noteRate("A24: records a second", many.perSecond, (perSecond) => perSecond >= 1270);
      noteRate("A24: µs of CPU a record, with the database", costUs, (us) => us <= 120);
      noteRate("A24: MB of the bus", await readRssBytes(server) / 1e6, (megabytes) => megabytes < 150);
    }),
});

Deno.test("A24: what a record costs that is read and added to all figures, and what its row costs", async () => {
  const { decodeUs, addUs, rowUs } = await measureRecordCost();
  noteRate("A24: µs of CPU to read a record and add it", decodeUs + addUs, (us) => us <= 25);
  noteRate("A24: µs of CPU with its row", decodeUs + addUs + rowUs, (us) => us <= 120);
});

Deno.test({
  name: "A24: what a record costs whoever takes it off the bus, adds it to all figures and makes a row of it",
  ignore: !CAN_MEASURE,
  fn: () =>
    withCarriers(async (scene) => {
      const args = [scene.busUrl, "costs", String(OVER_THE_BUS.count), `${scene.folder}/rows.db`];
      const reader = scene.start(args, { script: RECORD_READER });
      await reader.until(/reads/);
      await publishRecords(scene.busUrl, "costs");
      const [, costUs = ""] = await reader.until(/(\S+) µs a record/);
      strictEqual(await reader.ended, 0);
      noteRate("A24: µs of CPU a record, off the bus, in all figures, with its row", Number(costUs), (us) => us <= 120);
    }),
});

Deno.test({
  name: "A15: a coordinator with a tenth of its CPU bends no load and loses no record",
  ignore: !CAN_MEASURE,
  fn: () =>
    withCarriers(async (scene, { over }) => {
      const number = HELD.rate * HELD.seconds;
      const load = ["--rate", HELD.rate, "--number", number, "--open-loop", ...over];
      const free = await scene.result("free", scene.load("free", load));
      const run = scene.load("held", load);
      await run.until(/Step 1 of 1/);
      const end = throttle(run, { stoppedMs: 180, runningMs: 20 });
      await Promise.race([sleep(HELD.seconds * 1000), run.ended]);
      await end();
      const held = await scene.result("held", run);
      strictEqual(held.step.scalars.success_requests, number);
      strictEqual(countRows(held.step.folder).different, number);
      // How late the runtime tidies up depends on what else the machine does.
      noteRate("A15: MB of the coordinator", held.step.health.peakRssBytes / 1e6, (megabytes) => megabytes < 400);
      const moreMs = (held.step.health.sendLagP50Ms ?? NaN) - (free.step.health.sendLagP50Ms ?? NaN);
      noteRate("A15: ms that p50 of the send lag grows", moreMs, (value) => value <= 1);
      const waiting = held.step.health.coordinator?.peakWaitingBatches ?? NaN;
      noteRate("A15: batches of records that waited in the bus", waiting, (value) => value >= 0);
    }),
});
