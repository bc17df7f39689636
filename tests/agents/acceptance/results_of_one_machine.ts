/** A3, A5: the load of many machines is that of one. One pool of agents serves all runs of this file. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import type { RunJsonStep } from "../../../src/report/files/run_json.ts";
import { asDesigned, FleetScene, HAS_SERVER, noteRate } from "./fleet_scene.ts";
import type { FleetRun } from "./fleet_scene.ts";

/** Of the open loop, at 50 a second. */
const PACED = asDesigned(1000, 100);

interface Row {
  readonly session: number;
  readonly dueMs: number | null;
  readonly request: string;
}

function readRows(folder: string): readonly Row[] {
  using database = new DatabaseSync(`${folder}/benchmark_data.db`, { readOnly: true });
  const sql = "SELECT session_index AS session, due_ms AS dueMs, request FROM result ORDER BY session_index";
  return database.prepare(sql).all() as unknown as Row[];
}

function noteShare(many: RunJsonStep, one: RunJsonStep): void {
  const share = (many.scalars.request_throughput ?? NaN) / (one.scalars.request_throughput ?? NaN);
  noteRate("A3: throughput of four agents, as a share of one machine's", share, (value) => Math.abs(value - 1) <= 0.02);
}

/** How far apart the machines began: by the first request of each, and what their clocks may be off by. */
function noteSkew({ agents }: FleetRun): void {
  const lags = agents.map(({ startLagMs }) => startLagMs ?? NaN);
  const boundMs = Math.max(...agents.map(({ clock }) => clock?.boundMs ?? NaN));
  const skewMs = Math.max(...lags) - Math.min(...lags);
  noteRate("A3: ms between the first requests of agents, beyond the bound", skewMs - boundMs, (ms) => ms <= 10);
}

function noteRates({ scalars, health }: RunJsonStep): void {
  noteRate("A5: requests started a second, of 50", scalars.start_rate ?? NaN, (rate) => Math.abs(rate - 50) <= 0.5);
  noteRate("A5: p99 of the send lag in ms", health.sendLagP99Ms ?? NaN, (lagMs) => lagMs < 5);
}

Deno.test({
  name: "A3, A5: agents carry the same load as one machine, one run after another",
  ignore: !HAS_SERVER,
  async fn(t) {
    await using scene = await FleetScene.open();
    await scene.startBus();
    const agents = await scene.startAgents(4);
    const over = ["--agents", scene.busUrl, "--agents-min", "4"];

    await t.step("closed loop: same requests, all slots used, nothing lost", async () => {
      const load = ["--parallel", 32, "--number", 300];
      const one = await scene.result("one", scene.load("one", load));
      const many = await scene.result("many", scene.load("many", [...load, ...over]));
      strictEqual(many.step.workloadHash, one.step.workloadHash);
      strictEqual(many.step.scalars.success_requests, 300);
      noteShare(many.step, one.step);
      noteSkew(many);
      strictEqual(many.step.sessions, 300);
      const bodies = (run: typeof one) => readRows(run.step.folder).map(({ request }) => request);
      deepStrictEqual(bodies(many), bodies(one));
      deepStrictEqual(many.agents.map(({ state }) => state), ["member", "member", "member", "member"]);
      strictEqual(many.agents.reduce((sum, { records }) => sum + records, 0), 300);
      for (const { records, clock } of many.agents) {
        ok(records > 0, "every agent carried some of it");
        // One machine: its clocks are the same.
        ok(clock !== null && Math.abs(clock.offsetMs) <= clock.boundMs + 0.1, JSON.stringify(clock));
      }
      match(agents[0]?.text ?? "", /Carries run \w+ of \S+@\S+ against http:\/\/127/);
    });

    await t.step("open loop: each request is due at the same time, however many machines there are", async () => {
      const load = ["--rate", 50, "--number", PACED, "--open-loop"];
      const one = await scene.result("paced_one", scene.load("paced_one", load));
      const many = await scene.result("paced_many", scene.load("paced_many", [...load, ...over]));
      const dues = (run: typeof one) => {
        const rows = readRows(run.step.folder);
        return rows.map(({ dueMs }) => Math.round(((dueMs ?? NaN) - (rows[0]?.dueMs ?? NaN)) * 1000));
      };
      strictEqual(dues(many).length, PACED);
      deepStrictEqual(dues(many), dues(one));
      const two = await scene.result(
        "paced_two",
        scene.load("paced_two", [...load, ...over.slice(0, 2), "--agents-min", "2"]),
      );
      deepStrictEqual(dues(two), dues(one));
      noteRates(many.step);
    });
    const simulator = await scene.statistics();
    // Five runs, each with its connection test.
    strictEqual(simulator.requests, 2 * 300 + 3 * PACED + 5);
    ok(simulator.peakRunning >= 32, `${simulator.peakRunning} at once`);
  },
});
