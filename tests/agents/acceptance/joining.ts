/** A16, A17, A20: who may join, what may be read, how agents leave. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { connectBus } from "../../../src/agents/wire/connect_bus.ts";
import { readJsonBytes, toJsonBytes } from "../../../src/agents/wire/join.ts";
import type { JoinAnswer, JoinRequest } from "../../../src/agents/wire/join.ts";
import { BUS_VERSION, JOIN_SUBJECT } from "../../../src/agents/wire/subjects.ts";
import { PROTOCOL_VERSION } from "../../../src/shards/protocol/messages.ts";
import { findFreePort } from "../../support/free_port.ts";
import { FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import { connectOpenBus } from "./open_bus.ts";
import { untilRunning } from "./loss_scene.ts";
import { startRecorder } from "./recorder.ts";

const OLD: JoinRequest = {
  name: "old",
  incarnation: "1",
  host: "museum",
  cores: 1,
  memoryBytes: 1,
  version: "0.0.1",
  bus: BUS_VERSION,
  protocol: PROTOCOL_VERSION,
  loops: 0,
  publicKey: "",
};

Deno.test({
  name: "A16: another version is refused in words on both sides; too few agents: exit code 3, and nothing is sent",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open();
    await scene.startBus();
    await scene.startAgents(1);
    const run = scene.load("few", ["--agents", scene.busUrl, "--agents-min", 2, "--agents-wait", "6"]);
    await run.until(/Agent agent-0 .* takes part/);
    const bus = await connectOpenBus(scene.busUrl);
    const reply = await bus.request(JOIN_SUBJECT, toJsonBytes(OLD));
    const answer = readJsonBytes<JoinAnswer>(reply.data);
    match(answer.kind === "refused" ? answer.reason : "", /streamgauge 0\.0\.1 .*use the same on all machines/);
    strictEqual(await run.ended, 3);
    match(run.text, /2 agents were asked for, and after 6 s there are 1: agent-0; old \(museum\) refused/);
    strictEqual(await scene.requestsServed(), 1);

    // A coordinator that refuses.
    bus.subscribe(JOIN_SUBJECT, {
      callback: (_error, message) => void message.respond(toJsonBytes({ kind: "refused", reason: "wrong version" })),
    });
    const refused = scene.start(["agent", "--bus", scene.busUrl, "--name", "b"]);
    strictEqual(await refused.ended, 2);
    match(refused.text, /The coordinator refuses this agent: wrong version/);
    await bus.close();
  },
});

Deno.test({
  name: "An agent carries no load to a target that its operator does not allow, nor takes the name of another",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open();
    await scene.startBus();
    const [strict] = await scene.startAgents(1, "--allow-target", "http://my-llm:8000/*");
    const declined = scene.load("declined", ["--agents", scene.busUrl, "--agents-min", 1, "--agents-wait", "3"]);
    strictEqual(await declined.ended, 3);
    match(declined.text, /agent-0 declined: its operator allows no load to http:\/\/127\.0\.0\.1:\d+/);
    strictEqual((strict?.text ?? "").match(/Declined run \w+ of /g)?.length, 1);
    strict?.signal("SIGINT");
    strictEqual(await strict?.ended, 0);
    const [first] = await scene.startAgents(1, "--allow-target", "http://127.0.0.1:*");
    const run = scene.load("fine", ["--number", 20, "--agents", scene.busUrl, "--agents-min", 2]);
    await first?.until(/Carries run/);
    const second = scene.start(["agent", "--bus", scene.busUrl, "--name", "agent-0"]);
    strictEqual(await second.ended, 2);
    match(second.text, /an agent named agent-0 .* takes part already/);
    run.signal("SIGINT");
    await run.ended;
  },
});

async function spyAsAgent({ url, keys }: { readonly url: string; readonly keys: string }): Promise<readonly string[]> {
  const address = { url, token: null, credsPath: `${keys}/agent.nk`, authorityPath: `${keys}/ca.pem` };
  const agent = await connectBus(address, { role: "agent", incarnation: "spy" });
  const complaints: string[] = [];
  void (async () => {
    for await (const status of agent.status()) if (status.type === "error") complaints.push(status.error.message);
  })();
  agent.subscribe("sg.v1.*.rec.>", { callback: () => {} });
  await agent.flush();
  agent.publish("sg.v1.r.to.1", "stop");
  await agent.flush();
  await agent.close();
  return complaints;
}

async function runWithKeys(scene: FleetScene, keys: string): Promise<void> {
  const bus = await scene.startBus(["--listen", "127.0.0.1:0", "--keys", keys]);
  const ca = `${keys}/ca.pem`;
  await scene.startAgents(2, "--creds", `${keys}/agent.nk`, "--ca", ca);
  const over = [
    "--agents",
    scene.busUrl,
    "--agents-min",
    2,
    "--bus-creds",
    `${keys}/coordinator.nk`,
    "--bus-ca",
    ca,
  ];
  const run = await scene.result(
    "keys",
    scene.load("keys", ["--number", 20, "--api-key", "sk-very-secret", ...over]),
  );
  strictEqual(run.step.scalars.success_requests, 20);

  const complaints = await spyAsAgent({ url: scene.busUrl, keys });
  ok(complaints.some((line) => /Subscription/.test(line) && /rec/.test(line)), complaints.join("\n"));
  ok(complaints.some((line) => /Publish/.test(line) && /to\.1/.test(line)), complaints.join("\n"));
  const nobody = scene.start(["agent", "--bus", scene.busUrl, "--ca", ca]);
  strictEqual(await nobody.ended, 3);
  const plain = scene.start([
    "agent",
    "--bus",
    scene.busUrl.replace("tls:", "nats:"),
    "--creds",
    `${keys}/agent.nk`,
  ]);
  strictEqual(await plain.ended, 3);
  bus.signal("SIGINT");
  await bus.ended;
}

async function runWithWord(scene: FleetScene): Promise<void> {
  const bus = await scene.startBus(["--listen", "127.0.0.1:0"], { STREAMGAUGE_BUS_TOKEN: "open-sesame" });
  await using recorder = startRecorder(Number(new URL(scene.busUrl).port));
  scene.busUrl = recorder.url;
  const env = { STREAMGAUGE_BUS_TOKEN: "open-sesame" };
  const agent = scene.start(["agent", "--bus", scene.busUrl, "--name", "c"], { env });
  await agent.until(/waits for a run/);
  const load = ["--number", 20, "--api-key", "sk-very-secret", "--agents", scene.busUrl];
  const run = await scene.result("token", scene.load("token", load, { env }));
  strictEqual(run.step.scalars.success_requests, 20);
  // Not even sealed, where the agent has a key of its own.
  agent.signal("SIGINT");
  await agent.ended;
  const own = scene.start(["agent", "--bus", scene.busUrl, "--name", "d"], {
    env: { ...env, STREAMGAUGE_API_KEY: "sk-very-secret" },
  });
  await own.until(/waits for a run/);
  const alone = await scene.result("own", scene.load("own", [...load, "--agents-secrets", "env"], { env }));
  strictEqual(alone.step.scalars.success_requests, 20);
  const text = recorder.text();
  ok(text.includes("sg.v1.join"), "the recorder sees what goes over the bus");
  strictEqual(text.includes("sk-very-secret"), false);
  bus.signal("SIGINT");
  await bus.ended;
}

Deno.test({
  name: "Coordinator, agent and bus may be started in any order",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open();
    const port = await findFreePort();
    scene.busUrl = `nats://127.0.0.1:${port}`;
    const load = ["--number", 20, "--agents", scene.busUrl, "--agents-min", 1, "--agents-wait", "60"];
    const run = scene.load("first", load);
    const agent = scene.startAgent("late", { more: ["--once", "--wait", "60"] });
    await Promise.all([run.until(/The bus at \S+ is not there yet/), agent.until(/The bus at \S+ is not there yet/)]);
    await scene.startBus(["--listen", `127.0.0.1:${port}`]);
    strictEqual((await scene.result("first", run)).step.scalars.success_requests, 20);
    strictEqual(await agent.ended, 0);
  },
});

Deno.test({
  name: "A17: keys and permissions; the key of the service is nowhere on the bus, without TLS too",
  ignore: !HAS_SERVER,
  async fn(t) {
    await using scene = await FleetScene.open([
      "--ttft",
      "5",
      "--itl",
      "1",
      "--tokens",
      "5",
      "--api-key",
      "sk-very-secret",
    ]);
    const keys = `${scene.folder}/keys`;
    const made = scene.start(["bus", "--init", keys, "--name", "bus.example.org"]);
    strictEqual(await made.ended, 0);
    await t.step("with keys and TLS", () => runWithKeys(scene, keys));
    await t.step("without TLS", () => runWithWord(scene));
  },
});

Deno.test({
  name: "A20: an agent that is told to end finishes what runs; Ctrl-C once and twice; a bus that is told to end",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(["--ttft", "100", "--itl", "20", "--tokens", "40"]);
    const bus = await scene.startBus();
    const [leaving] = await scene.startAgents(2);
    const over = ["--agents", scene.busUrl, "--agents-min", 2];
    const run = scene.load("leave", ["--parallel", 8, "--number", 60, ...over]);
    await untilRunning(run, 8);
    leaving?.signal("SIGTERM");
    const left = await scene.result("leave", run);
    strictEqual(left.step.scalars.success_requests, 60);
    strictEqual(left.step.health.lostRequests, 0);
    deepStrictEqual(left.agents.map(({ state }) => state).sort(), ["left", "member"]);
    strictEqual(await leaving?.ended, 0);

    const alone = ["--agents", scene.busUrl, "--agents-min", 1];
    const stopped = scene.load("stop", ["--parallel", 4, "--number", 500, ...alone]);
    await untilRunning(stopped, 4);
    stopped.signal("SIGINT");
    const { code, step } = await scene.result("stop", stopped);
    strictEqual(code, 130);
    strictEqual(step.ending, "interrupted");
    ok(step.sessions >= 4 && step.sessions < 500);

    const cut = scene.load("cut", ["--parallel", 4, "--number", 500, ...alone]);
    await untilRunning(cut, 4);
    cut.signal("SIGINT");
    await cut.until(/finish/i);
    cut.signal("SIGINT");
    const cutOff = await scene.result("cut", cut);
    strictEqual(cutOff.code, 130);
    strictEqual(cutOff.step.ending, "cut_off");

    const orphan = scene.load("orphan", ["--parallel", 4, "--number", 500, ...alone]);
    await orphan.until(/Step 1 of 1/);
    bus.signal("SIGTERM");
    strictEqual((await scene.result("orphan", orphan)).code, 3);
  },
});
