/** A22: conversations stay on their machine; one that is killed loses those that it had begun. */
import { ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { FleetScene, HAS_SERVER } from "./fleet_scene.ts";
import { untilRunning } from "./loss_scene.ts";

interface Turn {
  readonly session: number;
  readonly turn: number;
  readonly loop: number;
  readonly isLast: number;
  readonly isSuccess: number;
  readonly isLost: number;
}

function readTurns(folder: string): readonly Turn[] {
  using database = new DatabaseSync(`${folder}/benchmark_data.db`, { readOnly: true });
  const sql = "SELECT session_index AS session, turn_index AS turn, event_loop AS loop, is_last_turn AS isLast, " +
    "success AS isSuccess, COALESCE(failure_kind = 'lost', 0) AS isLost FROM result ORDER BY session_index, turn_index";
  return database.prepare(sql).all() as unknown as Turn[];
}

const TALKS = ["--multi-turn", "--dataset", "random_multi_turn", "--min-turns", "3", "--max-turns", "3"];
const LENGTHS = ["--min-prompt-length", "10", "--max-prompt-length", "20", "--seed", "7"];

Deno.test({
  name: "A22: the turns of a conversation are on one machine, and their figures are those of a replay of the records",
  ignore: !HAS_SERVER,
  async fn() {
    await using scene = await FleetScene.open(["--ttft", "100", "--itl", "20", "--tokens", "20"]);
    await scene.startBus();
    const [killed] = await scene.startAgents(4);
    const over = ["--agents", scene.busUrl, "--agents-min", 4];
    const load = ["--parallel", 12, "--number", 72, ...over];
    const run = scene.load("talks", load, { data: [...TALKS, ...LENGTHS] });
    await untilRunning(run, 12);
    killed?.signal("SIGKILL");
    const { step, agents } = await scene.result("talks", run);

    const talks = Map.groupBy(readTurns(step.folder), ({ session }) => session);
    strictEqual(talks.size, 72);
    const agentOf = (loop: number) => agents.find(({ loops }) => loops.includes(loop))?.name;
    for (const turns of talks.values()) {
      strictEqual(new Set(turns.map(({ loop }) => agentOf(loop))).size, 1);
      strictEqual(turns.every(({ turn }, place) => turn === place), true, JSON.stringify(turns));
    }
    const ends = [...talks.values()].map((turns) => turns.at(-1));
    const finished = ends.filter((end) => end?.isLast === 1 && end.isSuccess === 1).length;
    const lost = ends.filter((end) => end?.isLost === 1).length;
    strictEqual(step.scalars.finished_conversations, finished);
    strictEqual(finished + lost, 72);
    ok(lost > 0);
    strictEqual(step.health.lostRequests, lost);
  },
});
