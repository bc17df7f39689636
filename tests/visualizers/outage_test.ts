import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { isThere } from "../../src/core/files.ts";
import type { VisualizerName } from "../../src/core/trackers.ts";
import { TrackerSet } from "../../src/visualizers/tracker_set.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { DEMO_JOURNAL, makeTrackerContext } from "./support/demo_journal.ts";
import { HandClock, waitFor } from "./support/hand_clock.ts";
import { createMlflowService } from "./support/mlflow_service.ts";
import { TrackerService } from "./support/tracker_service.ts";

const KEY = "0123456789abcdef0123456789abcdef01234567";

/** Where each tracker is found. */
const PLACES: Readonly<Record<Exclude<VisualizerName, "tensorboard">, (url: string) => Record<string, string>>> = {
  wandb: (url) => ({ WANDB_BASE_URL: url, WANDB_API_KEY: KEY }),
  swanlab: (url) => ({ SWANLAB_API_HOST: url, SWANLAB_API_KEY: "key" }),
  clearml: (url) => ({ CLEARML_API_HOST: url, CLEARML_API_ACCESS_KEY: "a", CLEARML_API_SECRET_KEY: "s" }),
  mlflow: (url) => ({ MLFLOW_TRACKING_URI: url }),
};

interface Set {
  readonly trackers: TrackerSet;
  readonly clock: HandClock;
  readonly warnings: string[];
  readonly notices: string[];
}

async function createSet(folder: string, names: readonly VisualizerName[], env: Record<string, string>): Promise<Set> {
  const [warnings, notices]: [string[], string[]] = [[], []];
  const clock = new HandClock();
  const context = await makeTrackerContext(folder, env, { notice: (line) => notices.push(line) });
  const trackers = new TrackerSet({ names, context, clock, warn: (line) => warnings.push(line) });
  return { trackers, clock, warnings, notices };
}

Deno.test("an outage in the middle costs a warning and no figure", async () => {
  const { state, replies } = createMlflowService();
  const told = () => state.metrics.filter(({ key }) => key === "Avg TTFT ms").length;
  await using service = new TrackerService(replies);
  await withTemporaryFolder(async (folder) => {
    const set = await createSet(folder, ["mlflow"], PLACES.mlflow(service.url));
    const { trackers, clock, warnings, notices } = set;
    const { events } = DEMO_JOURNAL;
    await trackers.open();
    await trackers.begin(DEMO_JOURNAL.run, "point");
    for (const event of events.slice(0, 2)) trackers.tell(event);
    await clock.pass(5_000);
    await waitFor(() => told() === 2);

    service.fail(503, /log-batch/, 2);
    for (const event of events.slice(2, 4)) trackers.tell(event);
    await clock.pass(5_000);
    await waitFor(() => warnings.length === 1);
    // Tried again after 5 s, in vain and without a word, then after 10 s.
    await clock.pass(5_000);
    await waitFor(() => service.calls.filter((call) => call.endsWith("log-batch")).length === 4);
    const calls = service.calls.length;
    await clock.pass(5_000);
    await clock.pass(5_000);
    await waitFor(() => service.calls.length > calls && told() === 4);

    for (const event of events.slice(4)) trackers.tell(event);
    await trackers.close();
    strictEqual(told(), 5);
    strictEqual(state.ending?.status, "FINISHED");
    strictEqual(warnings.length, 1, warnings.join("\n"));
    match(warnings[0] ?? "", /answered with 503.*it is tried again, and the run goes on/);
    ok(notices.includes("MLflow: answers again"), notices.join("\n"));
    ok(!await isThere(`${folder}/trackers`));
  });
});

Deno.test("trackers that take a request and never answer hold up neither the begin nor the end", async () => {
  const { promise: never, resolve: letGo } = Promise.withResolvers<Response>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => never);
  await withTemporaryFolder(async (folder) => {
    const names = Object.keys(PLACES) as (keyof typeof PLACES)[];
    const url = `http://127.0.0.1:${server.addr.port}`;
    const env = Object.assign({}, ...names.map((name) => PLACES[name](url)));
    const { trackers, clock, warnings } = await createSet(folder, names, env);
    const opened = trackers.open();
    await clock.passUntil(opened, 10_000);
    await opened;
    strictEqual(warnings.length, names.length);
    for (const line of warnings) match(line, /no connection within 10 s; it is tried again, and the run goes on/);
    await trackers.begin(DEMO_JOURNAL.run, "point");
    for (const event of DEMO_JOURNAL.events) trackers.tell(event);
    const closed = trackers.close();
    await clock.passUntil(closed, 8_000);
    await closed;
    deepStrictEqual(warnings.slice(names.length).filter((line) => !line.includes("1 of 1 runs wait to be sent")), []);
    ok(await isThere(`${folder}/trackers/point/events.jsonl`));
  });
  letGo(new Response());
  await server.shutdown();
});
