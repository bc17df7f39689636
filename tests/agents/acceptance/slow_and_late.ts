/** A14, A16: a machine with a quarter of its CPU; machines that come later. One pool of agents serves all runs. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import type { Part } from "./fleet_scene.ts";
import { throttle } from "./loss_scene.ts";

/** An agent that is ready, and asks for a run no sooner than it is thawed. */
async function startFrozen(scene: FleetScene): Promise<Part> {
  const late = scene.startAgent("late");
  await late.until(/waits for a run/);
  late.signal("SIGSTOP");
  return late;
}

Deno.test({
  name: "A14, A16: an overloaded machine is named; one that comes later takes part in the next step, or at once",
  ignore: !HAS_SERVER,
  async fn(t) {
    await using scene = await FleetScene.open(["--ttft", "100", "--itl", "20", "--tokens", "40"]);
    await scene.startBus();
    const agents = await scene.startAgents(3);
    const over = ["--agents", scene.busUrl, "--agents-min", 3];

    await t.step("one agent has a quarter of its CPU: exit code 4, and the reason names it", async () => {
      const load = ["--parallel", 12, "--number", 84, "--transport", "socket", ...over];
      const run = scene.load("slow", load);
      await run.until(/Step 1 of 1/);
      const slow = agents[1];
      if (slow === undefined) throw new Error("There are three");
      const end = throttle(slow, { stoppedMs: 150, runningMs: 50 });
      const { code, step, agents: told } = await scene.result("slow", run);
      await end();
      strictEqual(code, 4);
      match(step.validity.reasons.join("\n"), /^The client's event loop \d+ \(of agent agent-1\) was up to/m);
      const [worst] = told.toSorted((a, b) => (b.loopLagP50Ms ?? 0) - (a.loopLagP50Ms ?? 0));
      strictEqual(worst?.name, "agent-1");
      const groups = step.groups.filter(({ by }) => by === "agent");
      strictEqual(groups.length, 3);
      strictEqual(groups.reduce((sum, { requests }) => sum + requests, 0), 84);
    });

    await t.step("one more comes during the first of two steps, and carries its part of the second", async () => {
      const late = await startFrozen(scene);
      const run = scene.load("steps", ["--parallel", 12, 12, "--number", 48, 48, ...over]);
      await run.until(/Step 1 of 2/);
      late.signal("SIGCONT");
      await late.until(/Carries run/);
      const { run: { steps } } = await scene.result("steps", run);
      deepStrictEqual(steps.map(({ health }) => health.agents.length), [3, 4]);
      ok(steps[1]?.health.agents.every(({ records }) => records > 0));
      match(run.text, /Agent late came later, and carries load from the next phase on/);
      deepStrictEqual(steps.map(({ scalars }) => scalars.success_requests), [48, 48]);
      late.signal("SIGINT");
      await late.ended;
    });

    await t.step("with --agents-elastic it carries load at once, and --parallel is not exceeded", async () => {
      const late = await startFrozen(scene);
      const run = scene.load("elastic", ["--parallel", 12, "--number", 96, "--agents-elastic", ...over]);
      await run.until(/Step 1 of 1/);
      late.signal("SIGCONT");
      const { step, agents: told } = await scene.result("elastic", run);
      strictEqual(step.scalars.success_requests, 96);
      ok((told.find(({ name }) => name === "late")?.records ?? 0) > 0);
    });
    strictEqual((await scene.statistics()).peakRunning, 12);
  },
});
