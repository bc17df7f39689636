import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { createHuggingFaceDataset } from "../../../src/datasets/hub_sets/hugging_face.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { type HubServer, startHubServer } from "../../support/hub_server.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { promptOf, takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const PROMPTS = await Deno.readFile(fixturePath("tables/prompts_zstd.parquet"));
const LISTING = {
  default: { train: ["x", "y"], test: ["z"] },
  other: { only: ["z"] },
};

async function withHub(use: (settings: Partial<DatasetContext>, hub: HubServer) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (cacheDir) => {
    const base = "/api/datasets/owner/name/parquet";
    await using hub = startHubServer({
      [base]: { content: JSON.stringify(LISTING) },
      [`${base}/default/train/0.parquet`]: { content: PROMPTS },
      [`${base}/default/train/1.parquet`]: { content: PROMPTS },
      [`${base}/other/only/0.parquet`]: { content: PROMPTS },
    });
    const settings = { modelScopeUrl: hub.url, huggingFaceUrl: `${hub.url}/`, cacheDir, token: "secret" };
    await use({ source: "owner/name", hub: { ...settings, source: "huggingface" } }, hub);
  });
}

async function take(count: number, changes: Partial<DatasetContext>): Promise<string[]> {
  const [context] = makeDatasetContext(changes);
  return (await takeSessions(await createHuggingFaceDataset(context), count)).map(promptOf);
}

Deno.test("hf reads a column of the Parquet files that the hub lists, each downloaded when it is needed", async () => {
  await withHub(async (settings, hub) => {
    strictEqual((await take(10, { ...settings, args: { column: "prompt" } })).at(-1), "Prompt 9: 光");
    strictEqual(hub.requests.length, 2);
    strictEqual((await take(11, { ...settings, args: { column: "prompt" } })).at(-1), "Prompt 0: 光");
    deepStrictEqual(hub.requests.map(({ path }) => path), [
      "/api/datasets/owner/name/parquet",
      "/api/datasets/owner/name/parquet/default/train/0.parquet",
      "/api/datasets/owner/name/parquet/default/train/1.parquet",
    ]);
    deepStrictEqual(new Set(hub.requests.map(({ authorization }) => authorization)), new Set(["Bearer secret"]));
  });
});

Deno.test("hf needs no network once everything is in the cache", async () => {
  await withHub(async (settings, hub) => {
    const args = { config: "other" };
    await take(10, { ...settings, args });
    const asked = hub.requests.length;
    strictEqual((await take(12, { ...settings, args })).length, 12);
    strictEqual(hub.requests.length, asked);
  });
});

const WRONG: readonly (readonly [DatasetContext["args"], RegExp, RegExp])[] = [
  [{ split: "dev" }, /"owner\/name" has no split "dev"/, /one of train, test$/],
  [{ config: "en" }, /has no config "en"/, /one of default, other$/],
];

for (const [args, message, hint] of WRONG) {
  Deno.test(`hf refuses ${JSON.stringify(args)} with what there is`, async () => {
    await withHub(async (settings) => {
      await rejects(take(1, { ...settings, args }), (error: { message: string; problems: { hint: string }[] }) => {
        match(error.message, message);
        match(error.problems[0]?.hint ?? "", hint);
        return true;
      });
    });
  });
}

Deno.test("hf says that there is no such repository", async () => {
  await withHub(async (settings) => {
    await rejects(take(1, { ...settings, source: "owner/nothing" }), {
      name: "DataError",
      message: /Cannot download .* of "owner\/nothing" from Hugging Face .*there is no such file or repository/,
    });
  });
});

Deno.test("hf refuses what is no name of a repository", async () => {
  await rejects(take(1, { source: null }), { name: "UsageError", message: /needs the name of a repository/ });
  await rejects(take(1, { source: "name" }), { name: "UsageError", message: /Cannot use "name"/ });
});
