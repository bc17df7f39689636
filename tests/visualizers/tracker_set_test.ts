import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import type { VisualizerName } from "../../src/core/trackers.ts";
import { createClock } from "../../src/core/clock.ts";
import { isThere } from "../../src/core/files.ts";
import { syncRuns } from "../../src/visualizers/sync_runs.ts";
import { TrackerSet } from "../../src/visualizers/tracker_set.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { createClearmlService } from "./support/clearml_service.ts";
import { DEMO_JOURNAL, makeTrackerContext } from "./support/demo_journal.ts";
import { createMlflowService } from "./support/mlflow_service.ts";
import { createSwanlabService } from "./support/swanlab_service.ts";
import { TrackerService } from "./support/tracker_service.ts";
import { createWandbService, streamOf } from "./support/wandb_service.ts";

const KEY = "0123456789abcdef0123456789abcdef01234567";

interface Case {
  readonly name: VisualizerName;
  readonly env: (url: string) => Record<string, string>;
  readonly service: () => {
    readonly replies: ConstructorParameters<typeof TrackerService>[0];
    count(): number;
    runs(): number;
  };
  /** What carries figures. */
  readonly figures: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: "wandb",
    env: (url) => ({ WANDB_BASE_URL: url, WANDB_API_KEY: KEY }),
    service: () => {
      const { state, replies } = createWandbService();
      return {
        replies,
        count: () => {
          const lines = [...streamOf(state, DEMO_JOURNAL.run.id).history.values()];
          return lines.filter((line) => "Avg TTFT (ms)" in line).length;
        },
        runs: () => state.runs.size,
      };
    },
    figures: /file_stream/,
  },
  {
    name: "swanlab",
    env: (url) => ({ SWANLAB_API_HOST: url, SWANLAB_API_KEY: "key" }),
    service: () => {
      const { state, replies } = createSwanlabService();
      return {
        replies,
        count: () => (state.metrics.scalar ?? []).filter(({ key }) => key === "Avg TTFT (ms)").length,
        runs: () => state.runs.size,
      };
    },
    figures: /house\/metrics/,
  },
  {
    name: "clearml",
    env: (url) => ({
      CLEARML_API_HOST: url,
      CLEARML_FILES_HOST: url,
      CLEARML_API_ACCESS_KEY: "a",
      CLEARML_API_SECRET_KEY: "s",
    }),
    service: () => {
      const { state, replies } = createClearmlService();
      return {
        replies,
        count: () => state.events.filter(({ variant }) => variant === "Avg TTFT (ms)").length,
        runs: () => state.tasks.size,
      };
    },
    figures: /events\.add_batch/,
  },
  {
    name: "mlflow",
    env: (url) => ({ MLFLOW_TRACKING_URI: url }),
    service: () => {
      const { state, replies } = createMlflowService();
      return {
        replies,
        count: () => state.metrics.filter(({ key }) => key === "Avg TTFT ms").length,
        runs: () => state.runs.length,
      };
    },
    figures: /log-batch/,
  },
];

interface Told {
  readonly warnings: string[];
  readonly notices: string[];
}

/** Tells a set the demonstration run from its beginning to its end. */
async function tellAll(folder: string, names: readonly VisualizerName[], env: Record<string, string>): Promise<Told> {
  const told: Told = { warnings: [], notices: [] };
  const context = await makeTrackerContext(folder, env, { notice: (line) => told.notices.push(line) });
  const trackers = new TrackerSet({ names, context, clock: createClock(), warn: (line) => told.warnings.push(line) });
  await trackers.open();
  await trackers.begin(DEMO_JOURNAL.run, "point");
  for (const event of DEMO_JOURNAL.events) trackers.tell(event);
  await trackers.close();
  return told;
}

async function sync(folder: string, env: Record<string, string>): Promise<unknown> {
  const context = await makeTrackerContext(folder, env);
  return await syncRuns({ context, clock: createClock(), warn: () => {} });
}

for (const { name, env, service: create, figures } of CASES) {
  Deno.test(`${name} is told a run, and nothing stays in the folder`, async () => {
    const { replies, count } = create();
    await using service = new TrackerService(replies);
    await withTemporaryFolder(async (folder) => {
      const { warnings, notices } = await tellAll(folder, [name], env(service.url));
      deepStrictEqual(warnings, []);
      strictEqual(notices.length, 1);
      ok(!await isThere(`${folder}/trackers`));
    });
    strictEqual(count(), 5);
  });

  Deno.test(`${name} that fails with 500 costs one warning; sync sends the rest, once`, async () => {
    const { replies, count, runs } = create();
    await using service = new TrackerService(replies);
    await withTemporaryFolder(async (folder) => {
      service.fail(500, figures, 1);
      // MLflow's options go the way of its figures.
      const { warnings } = await tellAll(folder, [name], env(service.url));
      strictEqual(warnings.length, 2);
      match(warnings[0] ?? "", /was answered with 500.*tried again, and the run goes on/);
      match(warnings[1] ?? "", /1 of 1 runs wait to be sent: streamgauge sync /);
      deepStrictEqual(await sync(folder, env(service.url)), [{ name, sent: 1, left: 0 }]);
      deepStrictEqual([count(), runs()], [5, 1]);
      deepStrictEqual(await sync(folder, env(service.url)), []);
      ok(!await isThere(`${folder}/trackers`));
    });
  });

  Deno.test(`${name} that refuses with 401 is left alone, and its figures are kept`, async () => {
    const { replies, count } = create();
    await using service = new TrackerService(replies);
    await withTemporaryFolder(async (folder) => {
      service.fail(401, /.*/, 1);
      const { warnings } = await tellAll(folder, [name], env(service.url));
      match(warnings[0] ?? "", /was answered with 401.*nothing more is sent in this run, and the run goes on/);
      strictEqual(service.calls.length, 1);
      deepStrictEqual(await sync(folder, env(service.url)), [{ name, sent: 1, left: 0 }]);
      strictEqual(count(), 5);
    });
  });

  Deno.test(`${name} that is not there costs a warning, and sync says what still waits`, async () => {
    const { replies, count } = create();
    const dead = new TrackerService(replies);
    await dead[Symbol.asyncDispose]();
    await withTemporaryFolder(async (folder) => {
      const { warnings } = await tellAll(folder, [name], env(dead.url));
      match(warnings[0] ?? "", /failed: .*tried again, and the run goes on/);
      deepStrictEqual(await sync(folder, env(dead.url)), [{ name, sent: 0, left: 1 }]);
      await using service = new TrackerService(replies);
      deepStrictEqual(await sync(folder, env(service.url)), [{ name, sent: 1, left: 0 }]);
    });
    strictEqual(count(), 5);
  });
}

Deno.test("a file that is refused costs the file, not the run", async () => {
  const { state, replies } = createSwanlabService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    service.fail(403, /storage\/files/);
    const env = { SWANLAB_API_HOST: service.url, SWANLAB_API_KEY: "key" };
    const { warnings } = await tellAll(folder, ["swanlab"], env);
    strictEqual(warnings.length, 1);
    match(warnings[0] ?? "", /perf_report\.html was not kept: .*403/);
  });
  strictEqual(state.ending?.state, "FINISHED");
});

Deno.test("a folder in which nothing can be written costs what would be kept, not what is sent", async () => {
  const { state, replies } = createMlflowService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/trackers`, "in the way");
    const { warnings } = await tellAll(folder, ["mlflow"], { MLFLOW_TRACKING_URI: service.url });
    match(warnings[0] ?? "", /cannot be kept for later/);
    service.fail(503, /.*/);
    const lost = await tellAll(folder, ["mlflow"], { MLFLOW_TRACKING_URI: service.url });
    strictEqual(lost.warnings.at(-1), "MLflow: 1 of 1 runs were not told whole, and could not be kept");
  });
  strictEqual(state.ending?.status, "FINISHED");
});

Deno.test("a run that was killed is sent by sync with an end", async () => {
  const { state, replies } = createMlflowService();
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    const point = `${folder}/trackers/point`;
    await Deno.mkdir(point, { recursive: true });
    const [first] = DEMO_JOURNAL.events;
    const lines = [DEMO_JOURNAL.run, first].map((line) => JSON.stringify(line));
    await Deno.writeTextFile(`${point}/events.jsonl`, `${lines.join("\n")}\n{"kind":"figures","at`);
    await Deno.writeTextFile(`${point}/mlflow.json`, '{"delivered":0,"isComplete":false,"session":null}');
    deepStrictEqual(await sync(folder, { MLFLOW_TRACKING_URI: service.url }), [{ name: "mlflow", sent: 1, left: 0 }]);
  });
  strictEqual(state.ending?.status, "KILLED");
});

Deno.test("runs that are to stay on this machine are written whole, without a warning", async () => {
  await withTemporaryFolder(async (folder) => {
    const env = { WANDB_MODE: "offline", SWANLAB_MODE: "local", CLEARML_OFFLINE_MODE: "1" };
    const { warnings, notices } = await tellAll(folder, ["wandb", "swanlab", "clearml"], env);
    deepStrictEqual(warnings, []);
    deepStrictEqual(notices.map((line) => line.split(":")[0]), ["Weights & Biases", "SwanLab", "ClearML"]);
    ok(!await isThere(`${folder}/trackers`));
    for (const name of ["wandb", "swanlog", "clearml"]) ok(await isThere(`${folder}/${name}`), name);
  });
});
