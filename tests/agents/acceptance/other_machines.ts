/** A8, A9, A10, A11: machines whose clocks stand elsewhere, whose ways are lopsided, and whose cable is pulled. */
import { match, ok, strictEqual } from "node:assert";
import { FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import type { Part } from "./fleet_scene.ts";
import { untilRunning } from "./loss_scene.ts";
import { canRun, fakeTime, openNetworkHost } from "./machine_tools.ts";
import { startRelay } from "./relay.ts";

const CAN_FAKE_TIME = HAS_SERVER && await canRun(["faketime", "-f", "+5h", "true"], "A9, A11 (clocks that are off)");
const CAN_SHIFT = CAN_FAKE_TIME &&
  await canRun(["unshare", "--time", "--monotonic", "1000", "true"], "A9 (another monotonic origin)");
const CAN_SEPARATE = HAS_SERVER &&
  await canRun(["unshare", "--net", "ip", "link", "set", "lo", "up"], "A8 (a cable that is pulled)");

const HOUR_MS = 3600 * 1000;
/** One way takes so long, the other no time: the offset is off by half of it, and the bound must say so. */
const ONE_WAY_MS = 30;
/** Wall clocks are read once a process, to a tenth of a millisecond or so. */
const READING_MS = 1;

/** Each machine, how it is run, and how far its clock is ahead. */
const CLOCKS = [
  ["ahead", CAN_FAKE_TIME ? await fakeTime({ offset: "+5h" }) : [], 5 * HOUR_MS],
  ["behind", CAN_FAKE_TIME ? await fakeTime({ offset: "-3h" }) : [], -3 * HOUR_MS],
  ["shifted", CAN_SHIFT ? ["unshare", "--time", "--monotonic", "100000"] : [], 0],
] as const;

Deno.test({
  name:
    "A9, A10, A11: clocks hours apart, lopsided ways and a step of the coordinator's clock change nothing, and are told",
  ignore: !CAN_FAKE_TIME,
  async fn() {
    await using scene = await FleetScene.open();
    await scene.startBus();
    await using relay = startRelay(Number(new URL(scene.busUrl).port), { toServerMs: ONE_WAY_MS, toClientMs: 0 });
    const agents = CLOCKS.map(([name, through]) => scene.startAgent(name, { through }));
    agents.push(scene.startAgent("far", { bus: relay.url }));
    await Promise.all(agents.map((agent) => agent.until(/waits for a run/)));
    // The coordinator's own wall clock is moved by an hour in the middle of the run.
    const clockFile = `${scene.folder}/clock`;
    await Deno.writeTextFile(clockFile, "+0\n");
    const over = ["--agents", scene.busUrl, "--agents-min", 4];
    const through = await fakeTime({ file: clockFile });
    const run = scene.load("clocks", ["--parallel", 8, "--number", 64, ...over], { through });
    await run.until(/Step 1 of 1/);
    await Deno.writeTextFile(clockFile, "+1h\n");
    const { step, agents: told } = await scene.result("clocks", run);
    strictEqual(step.scalars.success_requests, 64);
    // 8 waves of 0.45 s: an hour is nowhere in it.
    ok((step.scalars.duration ?? Infinity) < 60, String(step.scalars.duration));
    for (const [name, , aheadMs] of [...CLOCKS, ["far", [], 0] as const]) {
      const clock = told.find((agent) => agent.name === name)?.clock;
      const error = Math.abs((clock?.offsetMs ?? NaN) + aheadMs);
      ok(error <= (clock?.boundMs ?? 0) + READING_MS, `${name}: off by ${error}, ${JSON.stringify(clock)}`);
    }
    const far = told.find(({ name }) => name === "far")?.clock;
    ok((far?.boundMs ?? 0) >= ONE_WAY_MS / 2);
    match(step.warnings.join("\n"), /The clock of agent far is known to ± \d+\.\d ms, more than a hundredth/);
  },
});

Deno.test({
  name: "A8: a machine whose cable is pulled stops by itself; what the service carried beyond the figures is stated",
  ignore: !CAN_SEPARATE,
  async fn() {
    await using host = await openNetworkHost();
    await using scene = await FleetScene.open(["--host", "0.0.0.0", "--ttft", "100", "--itl", "20", "--tokens", "40"]);
    const port = new URL(scene.simulatorUrl).port;
    scene.simulatorUrl = `http://${host.gateway}:${port}`;
    await scene.startBus(["--listen", "0.0.0.0:0", "--insecure"]);
    const busPort = Number(new URL(scene.busUrl).port);
    scene.busUrl = `nats://127.0.0.1:${busPort}`;
    await using relay = startRelay(busPort, { toServerMs: 5, toClientMs: 5 });
    const bus = `nats://${host.gateway}:${busPort}`;
    const apart = scene.startAgent("apart", { bus, through: host.through, more: ["--insecure"] });
    const slow = scene.startAgent("slow", { bus: relay.url });
    await Promise.all([apart, slow].map((agent: Part) => agent.until(/waits for a run/)));
    const run = scene.load("cut", ["--parallel", 8, "--number", 100, "--agents", scene.busUrl, "--agents-min", 2]);
    await untilRunning(run, 8);
    await host.unplug();
    const { step, agents } = await scene.result("cut", run);
    const lost = agents.find(({ name }) => name === "apart");
    strictEqual(lost?.state, "lost");
    strictEqual(step.scalars.success_requests, 100 - lost.lostRequests);
    await apart.until(/cannot be reached any more; everything was stopped/);
    // Besides the connection test: what the report says that the service may have carried, and what had not been told.
    const surplus = await scene.requestsServed() - 1 - (100 - lost.lostRequests);
    ok(surplus >= lost.lostRequests && surplus <= lost.lostRequests + lost.movedRequests, String(surplus));
    match(step.warnings.join("\n"), new RegExp(`${lost.lostRequests} requests that ran are in no figure`));
  },
});
