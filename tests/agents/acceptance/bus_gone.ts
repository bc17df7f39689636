/** A12: a bus that is gone. */
import { doesNotMatch, match, strictEqual } from "node:assert";
import { asDesigned, FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import { startOwnBus, startServer } from "./own_server.ts";
import { startScripted } from "./scripted_place.ts";
import { countRows, sleep, SLOW, untilRunning } from "./loss_scene.ts";

Deno.test({
  name: "A12: the bus is killed: for 1 s nothing is lost, for good the run ends with what it has",
  ignore: !HAS_SERVER,
  async fn(t) {
    for (const comesBack of [true, false]) {
      await t.step(comesBack ? "it comes back" : "it stays away", async () => {
        await using scene = await FleetScene.open(SLOW);
        const { port, ...bus } = await startOwnBus(scene);
        let { server } = bus;
        const agents = await scene.startAgents(3);
        const run = scene.load("bus", ["--parallel", 24, "--number", 200, "--agents", scene.busUrl, "--agents-min", 3]);
        await untilRunning(run, 24);
        server.kill("SIGKILL");
        await server.status;
        if (comesBack) {
          await sleep(1000);
          server = await startServer(scene, port);
          const { step, text } = await scene.result("bus", run);
          strictEqual(step.scalars.success_requests, 200);
          strictEqual(countRows(step.folder).different, 200);
          match(text, /The bus was gone for \d+\.\d s/);
          strictEqual(await scene.requestsServed(), 201);
          server.kill("SIGKILL");
          await server.status;
        } else {
          const { code, step } = await scene.result("bus", run);
          strictEqual(code, 3);
          strictEqual(step.ending, "cut_off");
          for (const agent of agents) await agent.until(/cannot be reached any more; everything was stopped/);
        }
      });
    }
  },
});

/** So much goes over the bus when it is killed: requests a second, with as many records. */
const RATE = asDesigned(2000, 400);
const SECONDS = asDesigned(20, 8);
const KILLS = asDesigned(6, 3);

Deno.test({
  name: "A12: the bus is killed again and again while much goes over it: nothing is thrown on either side",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open();
    const { port, ...bus } = await startOwnBus(scene);
    let { server } = bus;
    const agents = await startScripted(scene);
    const over = ["--open-loop", "--agents", scene.busUrl, "--agents-min", 4];
    const kept = scene.load("kept", ["--rate", RATE, "--number", RATE * SECONDS, ...over]);
    await untilRunning(kept, 1, 50);
    for (let kill = 0; kill < KILLS; kill++) {
      server.kill("SIGKILL");
      await server.status;
      await sleep(200);
      server = await startServer(scene, port);
      await sleep(SECONDS * 1000 / (KILLS + 2));
    }
    const { step } = await scene.result("kept", kept);
    strictEqual(step.scalars.success_requests, RATE * SECONDS);
    strictEqual(countRows(step.folder).different, RATE * SECONDS);

    const cut = scene.load("cut", ["--rate", RATE, "--number", RATE * 60, ...over]);
    await untilRunning(cut, 1, 50);
    server.kill("SIGKILL");
    await server.status;
    strictEqual((await scene.result("cut", cut)).code, 3);
    await agents.until(/cannot be reached any more; everything was stopped/);
    for (const { text } of [kept, cut, agents]) doesNotMatch(text, /Uncaught|reader closed|This is a bug/);
  },
});
