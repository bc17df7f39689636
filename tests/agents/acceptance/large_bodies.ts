/** A18: large bodies go over the bus as they are, or are made where they are sent. */
import { match, ok, strictEqual } from "node:assert";
import { FleetScene, HAS_SERVER, noteRate } from "./fleet_scene.ts";
import { startRecorder } from "./recorder.ts";

const REQUESTS = 60;

Deno.test({
  name: "A18: bodies of 100 kB from a file reach the agents; those of random prompts are made there, and are the same",
  ignore: !HAS_SERVER,
  async fn(t) {
    await using scene = await FleetScene.open(["--ttft", "5", "--itl", "1", "--tokens", "10"]);
    await scene.startBus();
    await using recorder = startRecorder(Number(new URL(scene.busUrl).port));
    const direct = scene.busUrl;
    await scene.startNamed(["a"]);
    scene.busUrl = recorder.url;
    await scene.startNamed(["b"]);
    const over = ["--agents", direct, "--agents-min", 2];

    await t.step("stream: 100 kB a request from a file", async () => {
      const lines = Array.from({ length: 20 }, (_, line) => `${line} ${"word ".repeat(20_000)}`);
      await Deno.writeTextFile(`${scene.folder}/long.txt`, lines.join("\n"));
      const data = ["--dataset", "line_by_line", "--dataset-path", `${scene.folder}/long.txt`];
      const load = ["--parallel", 4, "--number", REQUESTS];
      const one = await scene.result("one", scene.load("one", load, { data }));
      const many = await scene.result("many", scene.load("many", [...load, ...over], { data }));
      strictEqual(many.step.scalars.success_requests, REQUESTS);
      strictEqual(many.step.workloadHash, one.step.workloadHash);
      const [, rate] = /The bus carries (\d+) MB a second/.exec(many.text) ?? [];
      noteRate("A18: MB a second to the agents", Number(rate), (value) => value >= 100);
      // 60 bodies are 6 MB: they are not kept.
      ok(many.step.health.peakRssBytes < one.step.health.peakRssBytes + 200e6, "the coordinator's memory");
    });

    await t.step("generate: prompts of 25,000 tokens, of which an agent gets their places alone", async () => {
      const before = recorder.text().length;
      const lengths = ["--min-prompt-length", 25_000, "--max-prompt-length", 25_000];
      const data = ["--dataset", "random", "--seed", "7", "--max-tokens", "3", "12"];
      const load = ["--parallel", 4, "--number", REQUESTS, "--warmup-num", 3, ...lengths];
      const one = await scene.result("made_one", scene.load("made_one", load, { data }));
      const asked = [...load, ...over, "--agent-data", "generate"];
      const many = await scene.result("made_many", scene.load("made_many", asked, { data }));
      match(many.text, /Agents make the requests themselves/);
      strictEqual(many.step.scalars.success_requests, REQUESTS);
      strictEqual(many.step.workloadHash, one.step.workloadHash);
      const stubs = recorder.text().slice(before).match(/\{"index":\d+,"ordinal":\d+[^}]*"check":"[0-9a-f]{16}"\}/g) ??
        [];
      ok(stubs.length > 10, `${stubs.length} requests went to this agent`);
      ok(stubs.every((stub) => stub.length < 200), `${stubs[0]}`);
    });

    await t.step("generate is refused for what comes from a file", async () => {
      const data = ["--dataset", "line_by_line", "--dataset-path", `${scene.folder}/long.txt`];
      const part = scene.load("refused", [...over, "--agents-data", "generate", "--number", 4], { data });
      strictEqual(await part.ended, 2);
      match(part.text, /--agents-data generate does not go with the dataset "line_by_line"/);
    });
  },
});
