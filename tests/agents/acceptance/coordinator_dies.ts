/** A13: a coordinator that dies, and two of one run. */
import { match, ok, strictEqual } from "node:assert";
import type { FleetRun } from "./fleet_scene.ts";
import { FleetScene, HAS_SERVER, noteRate } from "./fleet_scene.ts";
import { countRows, SLOW, untilRunning } from "./loss_scene.ts";

/** Takes the run of a folder up. */
function resume(scene: FleetScene, name: string, more: readonly string[] = []) {
  return scene.start(["perf", "--resume", `${scene.folder}/${name}`, ...more, "--agents", scene.busUrl]);
}

/** All of it is there, once. */
function checkWhole({ step }: FleetRun, number: number): void {
  strictEqual(step.scalars.success_requests, number);
  strictEqual(countRows(step.folder).different, number);
  strictEqual(countRows(step.folder).rows, number);
}

Deno.test({
  name: "A13: the coordinator dies: agents stop by themselves, --resume does the step again",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(SLOW);
    await scene.startBus();
    const agents = await scene.startAgents(2);
    const over = ["--agents", scene.busUrl, "--agents-min", 2];
    const first = scene.load("died", ["--parallel", 8, "--number", 32, ...over]);
    await untilRunning(first, 8);
    first.signal("SIGKILL");
    for (const agent of agents) await agent.until(/cannot be reached any more; everything was stopped/);
    const again = await scene.result("died", resume(scene, "died", ["--agents-min", "2"]));
    match(again.text, /Takes the run in \S+died up from \S+ \(run \w+\), as run \w+; step \S+ is done again/);
    checkWhole(again, 32);
    strictEqual(again.step.health.coordinator?.coordinatorGoneSeconds, 0);
  },
});

Deno.test({
  name: "A13: the coordinator dies and is back before the agents have stopped: its step goes on",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(SLOW);
    await scene.startBus();
    await scene.startAgents(2);
    const over = ["--agents", scene.busUrl, "--agents-min", 2];
    const first = scene.load("quick", ["--parallel", 8, "--number", 64, ...over]);
    await untilRunning(first, 8, 9);
    first.signal("SIGKILL");
    const taken = await scene.result("quick", resume(scene, "quick"));
    checkWhole(taken, 64);
    const served = await scene.requestsServed();
    const isTakenUp = / in the middle of step parallel_8_number_64/.test(taken.text);
    if (!isTakenUp) match(taken.text, /step parallel_8_number_64 is done again, as agent \S+: it has stopped what it/);
    else {
      // One test of the connection each.
      strictEqual(served, 64 + 2);
      ok((taken.step.health.coordinator?.coordinatorGoneSeconds ?? 0) > 0);
      ok(taken.step.warnings.some((warning) => /^The coordinator died, and another one took/.test(warning)));
    }
    noteRate("A13: taken up before agents stop after 5 s", isTakenUp ? 1 : 0, (value) => value === 1);
  },
});

Deno.test({
  name: "A13: a run is taken up while its coordinator lives: that one ends, and the step goes on, each request once",
  ignore: !HAS_SERVER,
  async fn(t) {
    for (
      const { name, load, number } of [
        { name: "closed", load: ["--parallel", 8, "--number", 200], number: 200 },
        { name: "open", load: ["--rate", 12, "--open-loop", "--number", 260], number: 260 },
        { name: "made", load: ["--parallel", 8, "--number", 200, "--agents-data", "generate"], number: 200 },
      ]
    ) {
      await t.step(name, async () => {
        await using scene = await FleetScene.open(SLOW);
        await scene.startBus();
        await scene.startAgents(2);
        const over = ["--agents", scene.busUrl, "--agents-min", 2, "--warmup-num", 3];
        const random = ["--dataset", "random", "--min-prompt-length", "20", "--max-prompt-length", "40", "--seed", "7"];
        const fenced = scene.load(name, [...load, ...over], name === "made" ? { data: random } : {});
        await untilRunning(fenced, 4, 9);
        const newer = resume(scene, name);
        strictEqual(await fenced.ended, 3);
        match(fenced.text, /has taken the run in \S+ up \(run \w+, number 2\): this one ends/);
        const taken = await scene.result(name, newer);
        match(taken.text, /Takes the run in \S+ up from \S+ \(run \w+\), in the middle of step/);
        checkWhole(taken, number);
        // The warm-up is carried once, the connection tested by both.
        strictEqual(await scene.requestsServed(), number + 3 + 2);
      });
    }
  },
});
