import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { fixturePath } from "../../support/fixture_files.ts";
import { startHubServer } from "../../support/hub_server.ts";
import { runHere } from "../../support/command_line.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const QUESTIONS = fixturePath("tables/questions.parquet");

Deno.test("dataset preview shows sessions, images as their sizes, and how long sessions are", async () => {
  const argv = ["dataset", "preview", "--dataset", "mmmu_multi_image", "--dataset-path", QUESTIONS, "-n", "1"];
  const { code, stdout, stderr } = await runHere(argv);
  strictEqual(code, 0, stderr);
  const [head, ...lines] = stdout.split("\n");
  strictEqual(head, "Session 1");
  strictEqual(lines[0], "  user: Compare <image 1> and <image 2>. Options: ['same', 'different']");
  match(lines[1] ?? "", /^ {2}user: image 6 x 4, image\/png, \d+ bytes$/);
  match(lines[2] ?? "", /^ {2}user: image 3 x 2, image\/png, \d+ bytes$/);
  match(lines[3] ?? "", /^ {2}\d+ prompt tokens$/);
  ok(!stdout.includes("base64"));
  match(stdout, /^Prompt tokens of 2 sessions, counted by o200k_base \(embedded\)\n {2}from \d+ to \d+/m);
  match(stdout, /│█+ 1$/m);
});

Deno.test("dataset preview --json prints the sessions as they would be sent", async () => {
  const argv = ["dataset", "preview", "--dataset", "random", "--max-prompt-length", "9", "--json", "--seed", "3"];
  const { code, stdout } = await runHere(argv);
  strictEqual(code, 0);
  const { sessions, tokens } = JSON.parse(stdout);
  deepStrictEqual([sessions.length, tokens.count, tokens.hasMore], [3, 200, true]);
  strictEqual(sessions[0].promptTokens, tokens.values[0]);
  strictEqual(sessions[0].turns[0].input.messages[0].role, "user");
});

Deno.test("dataset preview shows conversations without further options", async () => {
  const argv = [
    "dataset",
    "preview",
    "--dataset",
    "random_multi_turn",
    "--max-turns",
    "2",
    "--min-turns",
    "2",
    "-n",
    "1",
  ];
  const { code, stdout, stderr } = await runHere([...argv, "--max-prompt-length", "5"]);
  strictEqual(code, 0, stderr);
  match(stdout, /^Session 1: 2 turns\n {2}turn 1\n {4}user: .*\n {2}turn 2\n {4}user: /);
});

Deno.test("dataset fetch fills the cache, so that a later look needs no network", async () => {
  await withTemporaryFolder(async (folder) => {
    const base = "/api/datasets/owner/name/parquet";
    const content = await Deno.readFile(fixturePath("tables/prompts_zstd.parquet"));
    const options = ["--dataset", "hf:owner/name", "--cache-dir", `${folder}/cache`];
    {
      await using hub = startHubServer({
        [base]: { content: '{"default":{"train":["x","y"]}}' },
        [`${base}/default/train/0.parquet`]: { content },
        [`${base}/default/train/1.parquet`]: { content },
      });
      const fetched = await runHere(["dataset", "fetch", ...options, "--huggingface-url", hub.url]);
      strictEqual(fetched.code, 0, fetched.stderr);
      strictEqual(fetched.stdout, `owner/name: 20 sessions can be read\nCache: ${folder}/cache\n`);
      strictEqual(hub.requests.length, 3);
    }
    const later = await runHere([
      "dataset",
      "preview",
      ...options,
      "-n",
      "1",
      "--huggingface-url",
      "http://127.0.0.1:1",
    ]);
    strictEqual(later.code, 0, later.stderr);
    match(later.stdout, /^Session 1\n {2}user: Prompt 0: 光\n/);
  });
});

Deno.test("dataset fetch reads each part of a mix, and one session of what has no end", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.jsonl`, '{"q":"1"}\n{"q":"2"}\n');
    const mix = `mix:${folder}/a.jsonl=1,random=1`;
    const args = ["--dataset-args", '{"a":{"column":"q"}}', "--max-prompt-length", "5", "--json"];
    const { code, stdout, stderr } = await runHere(["dataset", "fetch", "--dataset", mix, ...args]);
    strictEqual(code, 0, stderr);
    deepStrictEqual(JSON.parse(stdout), [{ name: "a", sessions: 2 }, { name: "random", sessions: 1 }]);
  });
});

Deno.test("dataset list names every dataset with its other names", async () => {
  const { code, stdout } = await runHere(["dataset", "list"]);
  strictEqual(code, 0);
  match(stdout, /^embedding +Texts to embed .*also:\s+embed, embedding_dataset\)$/m);
  match(stdout, /^hf +A column of any dataset on Hugging Face: hf:owner\/name$/m);
});

Deno.test("dataset says what is wrong with its command line", async () => {
  const wrong = await runHere(["dataset", "preveiw"]);
  strictEqual(wrong.code, 2);
  match(wrong.stderr, /Unknown action "preveiw"\n.*Did you mean "preview"\?/);
  const unknown = await runHere(["dataset", "preview", "--dataset", "randon"]);
  strictEqual(unknown.code, 2);
  match(unknown.stderr, /Cannot use "randon" for --dataset: it is unknown\n.*Did you mean random\?/);
});
