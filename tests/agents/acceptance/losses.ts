/** A6, A7: machines that die, freeze and thaw. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import { countRows, sleep, SLOW, untilRunning } from "./loss_scene.ts";
import { findFreePort } from "../../support/free_port.ts";
import { startServer } from "./own_server.ts";
import { startRelay } from "./relay.ts";

Deno.test({
  name:
    "A6, A7: one agent is killed, one frozen for 10 s and thawed: everything is accounted for, nothing is sent twice",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(SLOW);
    await scene.startBus();
    const [killed, frozen] = await scene.startAgents(4);
    const run = scene.load("loss", ["--parallel", 32, "--number", 600, "--agents", scene.busUrl, "--agents-min", 4]);
    await untilRunning(run, 32);
    killed?.signal("SIGKILL");
    frozen?.signal("SIGSTOP");
    await sleep(10_000);
    frozen?.signal("SIGCONT");
    await frozen?.until(/counted this agent out/);
    const { step, agents, text } = await scene.result("loss", run);
    const lost = agents.filter(({ state }) => state === "lost");
    strictEqual(lost.length, 2);
    const lostRequests = lost.reduce((sum, agent) => sum + agent.lostRequests, 0);
    strictEqual(step.health.lostRequests, lostRequests);
    // Of each slot at most what ran and what had ended just before, whose record was not sent yet.
    ok(lostRequests > 0 && lostRequests <= 2 * 16, String(lostRequests));
    strictEqual(step.scalars.success_requests, 600 - lostRequests);
    const { rows, different } = countRows(step.folder);
    strictEqual(rows, 600);
    strictEqual(different, 600);
    // A process that ends closes its connection, of which the bus tells; one that is frozen is merely silent.
    match(text, /agent-0: the bus tells that its connection has ended \([^)]+\), and it has not come back/);
    // Where this machine has no time for the coordinator just then, the bus gives the silent connection up before it.
    match(
      text,
      /agent-1: (no sign of life for ([6-9]|\d\d)\.\d s|the bus tells [^)]*\(Stale Connection\)[^)]*)\): \d+ unsent requests go to/,
    );
    // Besides the connection test the service carried nothing more, but for what was started within the last tenth of a
    // second and not told yet: it is among those that others carried. What was just sent by a process that is killed goes
    // with its connections, where the service had not read it.
    const again = await scene.requestsServed() - 601;
    const moved = lost.reduce((sum, agent) => sum + agent.movedRequests, 0);
    const unread = lost.find(({ name }) => name === "agent-0")?.lostRequests ?? 0;
    ok(again >= -unread && again <= moved, `${again}, ${unread} lost with their connections, ${moved} moved`);
  },
});

Deno.test({
  name:
    "an agent whose connection is cut for good is counted out at the word of the bus, and cuts off by itself what runs",
  ignore: !HAS_SERVER,
  async fn() {
    // Longer than an agent may go on without the coordinator, so that what it carries is seen to end before.
    await using scene = await FleetScene.open(["--ttft", "100", "--itl", "400", "--tokens", "40"]);
    await scene.startBus();
    await using relay = startRelay(Number(new URL(scene.busUrl).port), { toServerMs: 0, toClientMs: 0 });
    const cut = scene.startAgent("cut", { bus: relay.url });
    const other = scene.startAgent("other");
    await Promise.all([cut, other].map((agent) => agent.until(/waits for a run/)));
    const over = ["--agents", scene.busUrl, "--agents-min", 2, "--agents-weights", "equal"];
    const run = scene.load("cut", ["--parallel", 4, "--number", 4, "--no-test-connection", ...over]);
    await untilRunning(run, 4, 0);
    await relay.cut();
    await cut.until(/cannot be reached any more; everything was stopped/);
    // The coordinator knows it long before that, and before silence would have told.
    match(run.text, /agent cut: the bus tells that its connection has ended \([^)]+\), and it has not come back/);
    const { step, agents } = await scene.result("cut", run);
    const lost = agents.find(({ name }) => name === "cut");
    deepStrictEqual([lost?.state, lost?.lostRequests, lost?.movedRequests], ["lost", 2, 0]);
    strictEqual(step.scalars.success_requests, 2);
    const { requests, aborted } = await scene.statistics();
    deepStrictEqual([requests, aborted], [4, 2]);
  },
});

Deno.test({
  name: "--on-agent-lost resend sends what ran again, abort ends the run",
  ignore: !HAS_SERVER,
  async fn(t) {
    for (const how of ["resend", "abort"]) {
      await t.step(how, async () => {
        await using scene = await FleetScene.open(SLOW);
        // A server that was started by others tells nobody of connections that have ended.
        const port = await findFreePort();
        await using _server = await startServer(scene, port);
        scene.busUrl = `nats://127.0.0.1:${port}`;
        const [killed] = await scene.startAgents(2);
        const over = ["--agents", scene.busUrl, "--agents-min", 2, "--on-agent-lost", how];
        const run = scene.load("loss", ["--parallel", 8, "--number", 100, ...over]);
        await untilRunning(run, 8);
        killed?.signal("SIGKILL");
        const { code, step, text } = await scene.result("loss", run);
        match(text, /agent-0: no sign of life for ([6-9]|\d\d)\.\d s/);
        if (how === "resend") strictEqual(step.scalars.success_requests, 100);
        else strictEqual(code, 3);
        if (how === "abort") strictEqual(step.ending, "cut_off");
      });
    }
  },
});
