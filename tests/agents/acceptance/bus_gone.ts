/** A12: a bus that is gone. */
import { match, strictEqual } from "node:assert";
import { FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import { findFreePort } from "../../support/free_port.ts";
import { startServer } from "./own_server.ts";
import { countRows, sleep, SLOW, untilRunning } from "./loss_scene.ts";

Deno.test({
  name: "A12: the bus is killed: for 1 s nothing is lost, for good the run ends with what it has",
  ignore: !HAS_SERVER,
  async fn(t) {
    for (const comesBack of [true, false]) {
      await t.step(comesBack ? "it comes back" : "it stays away", async () => {
        await using scene = await FleetScene.open(SLOW);
        const port = await findFreePort();
        let server = await startServer(scene, port);
        scene.busUrl = `nats://127.0.0.1:${port}`;
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
