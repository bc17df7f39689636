/** A19, A4: records stay with their agents, the figures are those of all of them; agents tell each other in a tree. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { createDistribution } from "../../../src/metrics/distribution.ts";
import { asDesigned, FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import { connectOpenBus } from "./open_bus.ts";
import { countRows, untilRunning } from "./loss_scene.ts";

const TOKENS = 120;
/** The design has 300,000 gaps between tokens. */
const REQUESTS = asDesigned(2600, 600);
const AGENTS = Array.from({ length: asDesigned(8, 4) }, (_, index) => `agent-${index}`);

/** The samples of a column of all files that agents kept. */
function readSamples(folder: string, column: string): readonly number[] {
  return [...Deno.readDirSync(`${folder}/agents`)].flatMap(({ name }) => {
    using database = new DatabaseSync(`${folder}/agents/${name}`, { readOnly: true });
    const rows = database.prepare(`SELECT ${column} AS value FROM result WHERE success = 1`).all();
    return rows.map(({ value }) => Number(value));
  });
}

/** Hears the states of agents, as the coordinator does. */
async function listenForStates(servers: string) {
  const connection = await connectOpenBus(servers);
  let largest = 0;
  connection.subscribe("sg.v1.*.sum.top", {
    callback: (_error, { data }) => {
      largest = Math.max(largest, data.byteLength);
    },
  });
  return { largestBytes: () => largest, [Symbol.asyncDispose]: () => connection.close() };
}

Deno.test({
  name: "A19, A4: in summaries mode agents keep their records, and the figures are those of all records together",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(["--ttft", "30", "--itl", "3", "--tokens", String(TOKENS)]);
    await scene.startBus();
    await scene.startNamed(AGENTS);
    const over = [
      "--agents",
      scene.busUrl,
      "--agents-min",
      AGENTS.length,
      "--agents-results",
      "summaries",
      "--agents-collect",
    ];
    await using states = await listenForStates(scene.busUrl);
    const load = ["--parallel", 32, "--number", REQUESTS, "--warmup-num", 8];
    const { step, agents, text } = await scene.result("kept", scene.load("kept", [...load, ...over]));
    match(text, /Agents keep the records of this step/);
    strictEqual(step.scalars.success_requests, REQUESTS);
    strictEqual(step.sessions, REQUESTS);
    strictEqual(agents.reduce((sum, { records }) => sum + records, 0), REQUESTS);
    strictEqual(countRows(step.folder).rows, 0, "the coordinator has no rows");
    const ttft = readSamples(step.folder, "first_chunk_latency");
    strictEqual(ttft.length, REQUESTS);
    const wanted = createDistribution();
    for (const seconds of ttft) wanted.add(seconds * 1000);
    for (const percent of [50, 99] as const) {
      const told = step.distributions.ttft?.percentiles[percent] ?? NaN;
      // The files have microseconds, the metrics all of a stamp.
      ok(Math.abs(told - (wanted.percentile(percent) ?? NaN)) < 0.002, `${told} and ${wanted.percentile(percent)}`);
    }
    const { count, isExact } = step.distributions.itl ?? {};
    deepStrictEqual([count, isExact], [REQUESTS * (TOKENS - 1), false]);
    const groups = step.groups?.filter(({ by }) => by === "agent").map(({ name }) => name);
    deepStrictEqual(groups?.toSorted(), AGENTS);
    // The design's bound.
    ok(states.largestBytes() > 1000 && states.largestBytes() < 150_000, `${states.largestBytes()} bytes`);
  },
});

Deno.test({
  name: "statement 23: agents tell each other in a tree; one in its middle is killed, and nothing is counted twice",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(["--ttft", "100", "--itl", "10", "--tokens", "40"]);
    await scene.startBus();
    const parts = await scene.startAgents(3);
    const over = ["--agents", scene.busUrl, "--agents-min", 3, "--agents-results", "summaries", "--agents-tree", 1];
    const run = scene.load("tree", ["--parallel", 24, "--number", 500, ...over]);
    await untilRunning(run, 24);
    // Each tells the one before it; whoever the first told of goes on to tell the coordinator.
    parts[0]?.signal("SIGKILL");
    const { step, agents, text } = await scene.result("tree", run);
    const lost = agents.filter(({ state }) => state === "lost");
    strictEqual(lost.length, 1, text);
    const lostRequests = lost.reduce((sum, agent) => sum + agent.lostRequests, 0);
    strictEqual(step.scalars.total_requests, 500 - lostRequests, text);
    strictEqual(step.scalars.success_requests, 500 - lostRequests);
    strictEqual(step.health.lostRequests, lostRequests);
    // What it ran, and what it had ended within the two seconds since it last told of itself.
    ok(lostRequests > 0 && lostRequests <= 8 + 8 * 6, `${lostRequests}`);
  },
});
