/** A6, A7, A12, A13: machines that die, freeze and thaw, a bus that is gone, a coordinator that dies. */
import { match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { findNatsServer } from "../../../src/app/bus/find_server.ts";
import { FleetScene, HAS_SERVER, Part } from "./fleet_scene.ts";

const SLOW = ["--ttft", "100", "--itl", "20", "--tokens", "40"];

function countRows(folder: string): { readonly rows: number; readonly different: number } {
  using database = new DatabaseSync(`${folder}/benchmark_data.db`, { readOnly: true });
  const sql = "SELECT COUNT(*) AS rows, COUNT(DISTINCT session_index || '/' || turn_index) AS different FROM result";
  return database.prepare(sql).get() as unknown as { rows: number; different: number };
}

/** Requests run on all agents now. */
async function untilRunning(run: Part): Promise<void> {
  await run.until(/Step 1 of 1/);
  await sleep(2500);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test({
  name:
    "A6, A7: one agent is killed, one frozen for 10 s and thawed: everything is accounted for, nothing is sent twice",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(SLOW);
    await scene.startBus();
    const [killed, frozen] = await scene.startAgents(4);
    const run = scene.load("loss", ["--parallel", 32, "--number", 600, "--agents", scene.busUrl, "--agents-min", 4]);
    await untilRunning(run);
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
    match(text, /no sign of life for 6\.\d s\): \d+ unsent requests go to others/);
    // Besides the connection test the service carried nothing more, but for what was started within the last tenth of a
    // second and not told yet: it is among those that others carried.
    const again = await scene.requestsServed() - 601;
    const moved = lost.reduce((sum, agent) => sum + agent.movedRequests, 0);
    ok(again >= 0 && again <= moved, `${again} of ${moved}`);
  },
});

Deno.test({
  name: "--on-agent-lost resend sends what ran again, abort ends the run",
  ignore: !HAS_SERVER,
  async fn(t) {
    for (const how of ["resend", "abort"]) {
      await t.step(how, async () => {
        await using scene = await FleetScene.open(SLOW);
        await scene.startBus();
        const [killed] = await scene.startAgents(2);
        const over = ["--agents", scene.busUrl, "--agents-min", 2, "--on-agent-lost", how];
        const run = scene.load("loss", ["--parallel", 8, "--number", 100, ...over]);
        await untilRunning(run);
        killed?.signal("SIGKILL");
        const { code, step } = await scene.result("loss", run);
        if (how === "resend") strictEqual(step.scalars.success_requests, 100);
        else strictEqual(code, 3);
        if (how === "abort") strictEqual(step.ending, "cut_off");
      });
    }
  },
});

/** A nats-server of our own, so that it can be killed and started again at the same place. */
async function startServer(scene: FleetScene, port: number): Promise<Deno.ChildProcess> {
  const config = `${scene.folder}/bus.conf`;
  const store = JSON.stringify(`${scene.folder}/streams`);
  await Deno.writeTextFile(
    config,
    `listen: "127.0.0.1:${port}"\njetstream { store_dir: ${store}, max_file_store: 8GB }\n`,
  );
  const program = await findNatsServer(Deno.env.toObject());
  return new Deno.Command(program, { args: ["-c", config], stdin: "null", stdout: "null", stderr: "null" }).spawn();
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test({
  name: "A12: the bus is killed: for 1 s nothing is lost, for good the run ends with what it has",
  ignore: !HAS_SERVER,
  async fn(t) {
    for (const comesBack of [true, false]) {
      await t.step(comesBack ? "it comes back" : "it stays away", async () => {
        await using scene = await FleetScene.open(SLOW);
        const port = freePort();
        let server = await startServer(scene, port);
        scene.busUrl = `nats://127.0.0.1:${port}`;
        const agents = await scene.startAgents(3);
        const run = scene.load("bus", ["--parallel", 24, "--number", 200, "--agents", scene.busUrl, "--agents-min", 3]);
        await untilRunning(run);
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

Deno.test({
  name: "A13: the coordinator dies: agents stop by themselves, and --resume does the step again",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(SLOW);
    await scene.startBus();
    const agents = await scene.startAgents(2);
    const over = ["--agents", scene.busUrl, "--agents-min", 2];
    const load = ["--parallel", 8, "--number", 60, ...over];
    const first = scene.load("died", load);
    await untilRunning(first);
    first.signal("SIGKILL");
    for (const agent of agents) await agent.until(/cannot be reached any more; everything was stopped/);
    const again = scene.start(["perf", "--resume", `${scene.folder}/died`, ...over.map(String)]);
    const { step } = await scene.result("died", again);
    strictEqual(step.scalars.success_requests, 60);
    strictEqual(countRows(step.folder).different, 60);
  },
});
