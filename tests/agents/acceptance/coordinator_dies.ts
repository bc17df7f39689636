/** A13: a coordinator that dies, and two of one run. */
import { match, strictEqual } from "node:assert";
import { FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import { countRows, sleep, SLOW, untilRunning } from "./loss_scene.ts";

Deno.test({
  name: "A13: the coordinator dies: agents stop by themselves, --resume does the step again; one of two is fenced",
  ignore: !HAS_SERVER,
  async fn(t) {
    await using scene = await FleetScene.open(SLOW);
    await scene.startBus();
    const agents = await scene.startAgents(2);
    const over = ["--agents", scene.busUrl, "--agents-min", 2];
    const load = ["--parallel", 8, "--number", 32, ...over];
    const first = scene.load("died", load);
    await untilRunning(first, 8);
    first.signal("SIGKILL");
    for (const agent of agents) await agent.until(/cannot be reached any more; everything was stopped/);
    const resume = ["perf", "--resume", `${scene.folder}/died`, ...over.map(String)];
    const again = scene.start(resume);
    const { step } = await scene.result("died", again);
    match(again.text, /Takes the run in \S+died up from \S+ \(run \w+\), as run \w+/);
    strictEqual(step.scalars.success_requests, 32);
    strictEqual(countRows(step.folder).different, 32);

    await t.step("taken up after a second, before the agents have stopped by themselves", async () => {
      const second = scene.load("quick", load);
      await untilRunning(second, 8);
      second.signal("SIGKILL");
      await sleep(1000);
      const taken = await scene.result(
        "quick",
        scene.start(["perf", "--resume", `${scene.folder}/quick`, ...over.map(String)]),
      );
      strictEqual(taken.step.scalars.success_requests, 32);
      strictEqual(countRows(taken.step.folder).different, 32);
    });

    await t.step("taken up while it lives: the first one ends", async () => {
      const fenced = scene.load("fenced", ["--parallel", 8, "--number", 400, ...over]);
      await untilRunning(fenced, 8);
      const newer = scene.start(["perf", "--resume", `${scene.folder}/fenced`, ...over.map(String)]);
      strictEqual(await fenced.ended, 3);
      match(fenced.text, /has taken the run in \S+fenced up \(run \w+, number 2\): this one ends/);
      await newer.until(/Step 1 of 1/);
      newer.signal("SIGINT");
      newer.signal("SIGINT");
      await newer.ended;
    });
  },
});
