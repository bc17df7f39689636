import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { EXIT_CODES } from "../../../src/cli/exit_codes.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { startHubServer } from "../../support/hub_server.ts";
import { type PerfRun, withPerfRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

/** Runs three requests of a dataset through the command line and gives the bodies that were sent. */
async function runDataset(
  { files = {}, flags, path = "chat/completions" }: {
    readonly files?: Readonly<Record<string, string>>;
    readonly flags: readonly string[];
    readonly path?: string;
  },
  // deno-lint-ignore no-explicit-any -- tests look at arbitrary places of bodies
  test: (bodies: readonly any[]) => void,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, content);
    const given = flags.map((flag) => flag.replaceAll("DIR", folder));
    await withSimulator({}, async (simulator) => {
      const all = [...given, "--number", "3", "--seed", "1", "--url", `${simulator.url}/v1/${path}`];
      await withPerfRun(simulator, all, (run) => {
        checkCode(run);
        const bodies = readBodies(run.step);
        strictEqual(bodies.length, 3);
        test(bodies);
      });
    });
  });
}

/** A machine too busy to measure does not matter here. */
function checkCode({ code, stderr }: PerfRun): void {
  ok(code === EXIT_CODES.fine || code === EXIT_CODES.invalid, `${code}: ${stderr}`);
}

/** The bodies of the requests that succeeded. */
// deno-lint-ignore no-explicit-any -- bodies of any API
function readBodies(step: string): any[] {
  const database = new DatabaseSync(`${step}/benchmark_data.db`, { readOnly: true });
  try {
    const rows = database.prepare("SELECT request FROM result WHERE success = 1 ORDER BY session_index").all();
    return rows.map(({ request }) => JSON.parse(String(request)));
  } finally {
    database.close();
  }
}

const SHORT = ["--min-prompt-length", "6", "--max-prompt-length", "6"];
const EMBED = { path: "embeddings" };
const RANK = { path: "rerank" };

Deno.test("embedding and embedding_batch send the texts of a file", async () => {
  const files = { "a.jsonl": '"one"\n{"text":"two"}\n' };
  const flags = ["--api", "openai_embedding", "--dataset", "embedding", "--dataset-path", "DIR/a.jsonl"];
  await runDataset({ ...EMBED, files, flags }, (bodies) => {
    deepStrictEqual(bodies.map(({ input }) => [input].flat()), [["one"], ["two"], ["one"]]);
  });
  const batch = ["--api", "embedding", "--dataset", "embedding_batch:DIR/a.jsonl", "--extra-args", '{"batch_size":2}'];
  await runDataset({ ...EMBED, files, flags: batch }, (bodies) => {
    deepStrictEqual(bodies.map(({ input }) => input), Array(3).fill(["one", "two"]));
    ok(!("batch_size" in bodies[0]));
  });
});

Deno.test("random_embedding and random_embedding_batch send random texts", async () => {
  const api = ["--api", "openai_embedding", ...SHORT];
  await runDataset({ ...EMBED, flags: [...api, "--dataset", "random_embedding"] }, (bodies) => {
    strictEqual(new Set(bodies.map(({ input }) => String(input))).size, 3);
  });
  await runDataset({ ...EMBED, flags: [...api, "--dataset", "random_embedding_batch"] }, (bodies) => {
    deepStrictEqual(bodies.map(({ input }) => input.length), [8, 8, 8]);
  });
});

Deno.test("rerank and random_rerank send queries with documents", async () => {
  const files = { "r.jsonl": '{"query":"q","passages":["a","b"]}\n' };
  await runDataset({ ...RANK, files, flags: ["--api", "rerank", "--dataset", "rerank:DIR/r.jsonl"] }, ([body]) => {
    deepStrictEqual([body.query, body.documents], ["q", ["a", "b"]]);
  });
  const shape = ["--extra-args", '{"num_documents":3,"document_length_ratio":2,"top_n":1}'];
  const flags = ["--api", "openai_rerank", "--dataset", "random_rerank", ...SHORT, ...shape];
  await runDataset({ ...RANK, flags }, ([body]) => {
    strictEqual(body.documents.length, 3);
    deepStrictEqual([body.top_n, body.num_documents, body.document_length_ratio], [1, undefined, undefined]);
  });
});

/** The text of the only message of a body, then the kinds of its images. */
// deno-lint-ignore no-explicit-any -- bodies of any API
function partsOf(body: any): readonly string[] {
  strictEqual(body.messages.length, 1);
  // deno-lint-ignore no-explicit-any -- parts of any kind
  return body.messages[0].content.map((part: any) => part.text ?? part.image_url.url.slice(0, 14));
}

Deno.test("random_vl sends other images with each request", async () => {
  const images = ["--image-width", "40", "--image-height", "30", "--image-num", "2", "--image-format", "RGBA"];
  await runDataset({ flags: ["--dataset", "random_vl", ...SHORT, ...images] }, (bodies) => {
    deepStrictEqual(bodies.map((body) => partsOf(body).slice(1)), Array(3).fill(["data:image/png", "data:image/png"]));
    strictEqual(new Set(bodies.map((body) => body.messages[0].content[1].image_url.url)).size, 3);
  });
});

const IMAGE_SETS: readonly (readonly [string, string, readonly string[]])[] = [
  ["flickr8k", "captions.tar", ["A red picture", "data:image/jpe"]],
  ["kontext_bench", "instructions.parquet", ["Make it green", "data:image/png"]],
  ["mmmu_multi_image", "questions.parquet", [
    "Compare <image 1> and <image 2>.\nOptions: ['same', 'different']",
    "data:image/png",
    "data:image/png",
  ]],
];

for (const [dataset, file, parts] of IMAGE_SETS) {
  Deno.test(`${dataset} sends text and images`, async () => {
    const flags = ["--dataset", dataset, "--dataset-path", fixturePath(`tables/${file}`)];
    await runDataset({ flags }, ([body]) => deepStrictEqual(partsOf(body), parts));
  });
}

// deno-lint-ignore no-explicit-any -- bodies of any API
const promptsOf = (bodies: readonly any[]) => bodies.map(({ messages }) => messages.at(-1).content);

Deno.test("custom sends lines, and what a module gives", async () => {
  const files = {
    "a.txt": "[1]\nb\n",
    "my.ts": "export function* createDataset(context: { seed: number }): Generator<string> {\n" +
      '  for (const word of ["x", "y"] as const) yield word + typeof context.seed;\n}\n',
  };
  await runDataset({ files, flags: ["--dataset", "custom", "--dataset-path", "DIR/a.txt"] }, (bodies) => {
    deepStrictEqual(promptsOf(bodies), ["[1]", "b", "[1]"]);
  });
  await runDataset({ files, flags: ["--dataset", "DIR/my.ts"] }, (bodies) => {
    deepStrictEqual(promptsOf(bodies), ["xnumber", "ynumber", "xnumber"]);
  });
});

Deno.test("file sends a column with lengths of replies from another one", async () => {
  const files = { "a.csv": "q,n\none,3\ntwo,4\n" };
  const args = ["--dataset-args", '{"column":"q","output_len_column":"n"}'];
  await runDataset({ files, flags: ["--dataset", "file:DIR/a.csv", ...args] }, (bodies) => {
    deepStrictEqual(promptsOf(bodies), ["one", "two", "one"]);
    deepStrictEqual(bodies.map(({ max_tokens: most }) => most), [3, 4, 3]);
  });
});

Deno.test("hf sends a column of a repository", async () => {
  const base = "/api/datasets/owner/name/parquet";
  await using hub = startHubServer({
    [base]: { content: '{"default":{"train":["x"]}}' },
    [`${base}/default/train/0.parquet`]: { content: await Deno.readFile(fixturePath("tables/prompts_zstd.parquet")) },
  });
  const flags = ["--dataset", "hf:owner/name", "--huggingface-url", hub.url, "--cache-dir", "DIR/cache"];
  await runDataset({ flags }, (bodies) => {
    deepStrictEqual(promptsOf(bodies), ["Prompt 0: 光", "Prompt 1: 光", "Prompt 2: 光"]);
  });
});

Deno.test("a mix of datasets, several models and drawn lengths give results by class and by model", async () => {
  const files = { "chat.jsonl": '{"prompt":"c"}\n', "rag.txt": "r\n" };
  const draws = ["--summary", "full", "--model", "big=1,small=1", "--output-len", "uniform:2:9", "--name", "sim"];
  const flags = ["--dataset", "mix:DIR/chat.jsonl=1,DIR/rag.txt=1", ...draws, "--number", "16"];
  await withTemporaryFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, content);
    await withSimulator({}, async (simulator) => {
      await withPerfRun(
        simulator,
        flags.map((flag) => flag.replaceAll("DIR", folder)),
        ({ code, stdout, stderr, step }) => {
          strictEqual(code, 0, stderr);
          match(stdout, /Results by class/);
          match(stdout, /Results by model/);
          const bodies = readBodies(step);
          deepStrictEqual([...new Set(bodies.map(({ model }) => model))].sort(), ["big", "small"]);
          deepStrictEqual([...new Set(promptsOf(bodies))].sort(), ["c", "r"]);
          ok(bodies.every(({ max_tokens: most }) => most >= 2 && most <= 9));
          ok(new Set(bodies.map(({ max_tokens: most }) => most)).size > 2);
        },
      );
    });
  });
});

Deno.test("shared_prefix sends prompts that begin alike", async () => {
  const args = '{"groups":1,"prefix_length":20,"prompt_length":5}';
  await runDataset({ flags: ["--dataset", "shared_prefix", "--dataset-args", args] }, (bodies) => {
    strictEqual(new Set(bodies.map(({ messages }) => messages[0].content)).size, 1);
    strictEqual(new Set(promptsOf(bodies)).size, 3);
  });
});
