import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { isJsonObject } from "../../../src/core/json.ts";
import type { Session } from "../../../src/core/session.ts";
import type { DatasetContext, DatasetFactory } from "../../../src/datasets/dataset.ts";
import { createFlickr8kDataset } from "../../../src/datasets/hub_sets/flickr8k.ts";
import { createKontextBenchDataset } from "../../../src/datasets/hub_sets/kontext_bench.ts";
import { createMmmuMultiImageDataset } from "../../../src/datasets/hub_sets/mmmu_multi_image.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { startHubServer } from "../../support/hub_server.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const CAPTIONS = fixturePath("tables/captions.tar");
const INSTRUCTIONS = fixturePath("tables/instructions.parquet");
const QUESTIONS = fixturePath("tables/questions.parquet");

async function take(factory: DatasetFactory, count: number, changes: Partial<DatasetContext>): Promise<Session[]> {
  const [context] = makeDatasetContext(changes);
  return await takeSessions(await factory(context), count);
}

/** The text of a session's message, then the kinds of its images. */
function outline(session: Session | undefined): readonly string[] {
  const input = session?.turns[0]?.input;
  ok(input?.kind === "messages" && input.messages.length === 1);
  const content = input.messages[0]?.content;
  ok(Array.isArray(content));
  return content.filter(isJsonObject).map(({ text, image_url: image }) => {
    if (typeof text === "string") return text;
    return isJsonObject(image) ? String(image.url).slice(0, 22) : "?";
  });
}

const JPEG = "data:image/jpeg;base64";
const PNG = "data:image/png;base64,";

Deno.test("flickr8k sends captions with their photographs from an archive", async () => {
  const sessions = await take(createFlickr8kDataset, 4, { path: CAPTIONS });
  deepStrictEqual(sessions.map(outline), [
    ["A red picture", JPEG],
    ["A green picture", JPEG],
    ["A blue picture", JPEG],
    ["A red picture", JPEG],
  ]);
});

Deno.test("flickr8k prefers the archives of the test split in a directory", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(`${folder}/test`);
    await Deno.mkdir(`${folder}/train`);
    await Deno.copyFile(CAPTIONS, `${folder}/test/0.tar`);
    await Deno.writeTextFile(`${folder}/train/0.tar`, "not read");
    strictEqual((await take(createFlickr8kDataset, 3, { path: folder })).length, 3);
  });
});

for (const source of ["modelscope", "huggingface"] as const) {
  Deno.test(`flickr8k is downloaded from ${source}, archive by archive`, async () => {
    await withTemporaryFolder(async (cacheDir) => {
      await using hub = startHubServer({
        "datasets/clip-benchmark/wds_flickr8k/test/nshards.txt": { content: "2\n" },
        "datasets/clip-benchmark/wds_flickr8k/test/0.tar": { content: await Deno.readFile(CAPTIONS) },
      });
      const settings = { source, modelScopeUrl: hub.url, huggingFaceUrl: hub.url, cacheDir, token: null };
      // The second archive is not there, and not needed for three sessions.
      strictEqual((await take(createFlickr8kDataset, 3, { hub: settings })).length, 3);
      strictEqual(hub.requests.length, 2);
      await rejects(take(createFlickr8kDataset, 4, { hub: settings }), { message: /Cannot download "test\/1\.tar"/ });
    });
  });
}

Deno.test("kontext_bench sends instructions with their images, and its own words where there is none", async () => {
  deepStrictEqual((await take(createKontextBenchDataset, 2, { path: INSTRUCTIONS })).map(outline), [
    ["Make it green", PNG],
    ["Describe the image", JPEG],
  ]);
});

const METADATA = '{"file_name":"images/0.png","instruction":"Turn it around"}\n';
const PIXEL = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4, 5, 6, 7, 8]);

Deno.test("kontext_bench reads a folder of images with their instructions in metadata.jsonl", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(`${folder}/test/images`, { recursive: true });
    await Deno.writeTextFile(`${folder}/test/metadata.jsonl`, METADATA);
    await Deno.writeFile(`${folder}/test/images/0.png`, PIXEL);
    deepStrictEqual((await take(createKontextBenchDataset, 1, { path: folder })).map(outline), [[
      "Turn it around",
      PNG,
    ]]);
  });
});

Deno.test("kontext_bench is downloaded from ModelScope image by image, from Hugging Face as Parquet files", async () => {
  await withTemporaryFolder(async (cacheDir) => {
    const repo = "black-forest-labs/kontext-bench";
    const listing = { default: { test: ["https://huggingface.co/somewhere/0.parquet"] } };
    await using hub = startHubServer({
      [`datasets/${repo}/test/metadata.jsonl`]: { content: METADATA },
      [`datasets/${repo}/test/images/0.png`]: { content: PIXEL },
      [`/api/datasets/${repo}/parquet`]: { content: JSON.stringify(listing) },
      [`/api/datasets/${repo}/parquet/default/test/0.parquet`]: { content: await Deno.readFile(INSTRUCTIONS) },
    });
    const settings = { modelScopeUrl: hub.url, huggingFaceUrl: hub.url, cacheDir, token: null };
    const from = (source: "modelscope" | "huggingface") =>
      take(createKontextBenchDataset, 1, { hub: { ...settings, source } });
    deepStrictEqual((await from("modelscope")).map(outline), [["Turn it around", PNG]]);
    deepStrictEqual((await from("huggingface")).map(outline), [["Make it green", PNG]]);
  });
});

Deno.test("mmmu_multi_image sends questions with their options and all of their images in order", async () => {
  deepStrictEqual((await take(createMmmuMultiImageDataset, 2, { path: QUESTIONS })).map(outline), [
    ["Compare <image 1> and <image 2>.\nOptions: ['same', 'different']", PNG, PNG],
    ["All three?\nOptions: ['a']", PNG, PNG, PNG],
  ]);
  const three = await take(createMmmuMultiImageDataset, 2, { path: QUESTIONS, args: { min_images: 3 } });
  deepStrictEqual(three.map((session) => outline(session)[0]), Array(2).fill("All three?\nOptions: ['a']"));
});

Deno.test("mmmu_multi_image takes the subjects in turn, or one of them", async () => {
  await withTemporaryFolder(async (folder) => {
    for (const subject of ["Art", "Music"]) {
      await Deno.mkdir(`${folder}/${subject}`);
      await Deno.copyFile(QUESTIONS, `${folder}/${subject}/validation-00000-of-00001.parquet`);
      await Deno.writeTextFile(`${folder}/${subject}/test-00000-of-00001.parquet`, "not read");
    }
    const texts = async (count: number, args = {}) =>
      (await take(createMmmuMultiImageDataset, count, { path: folder, args })).map((one) => outline(one)[0]?.[0]);
    deepStrictEqual(await texts(4), ["C", "C", "A", "A"]);
    deepStrictEqual(await texts(3, { subset: "Music" }), ["C", "A", "C"]);
  });
});

Deno.test("mmmu_multi_image refuses subjects and numbers of images that do not exist", async () => {
  const open = (args: DatasetContext["args"]) => take(createMmmuMultiImageDataset, 1, { path: QUESTIONS, args });
  await rejects(open({ subset: "Musik" }), (error: { problems: { hint: string }[] }) => {
    match(error.problems[0]?.hint ?? "", /^Did you mean "Music"\?/);
    return true;
  });
  await rejects(open({ min_images: 1 }), { name: "UsageError", message: /"min_images"/ });
  await rejects(open({ min_images: 7 }), { name: "DataError", message: /No record of .* 7 images or more/ });
});

for (
  const [name, factory, path] of [
    ["flickr8k", createFlickr8kDataset, CAPTIONS],
    ["kontext_bench", createKontextBenchDataset, INSTRUCTIONS],
    ["mmmu_multi_image", createMmmuMultiImageDataset, QUESTIONS],
  ] as const
) {
  Deno.test(`${name} cannot be sent as token ids`, async () => {
    await rejects(take(factory, 1, { path, tokenizePrompt: true }), {
      name: "UsageError",
      message: /--tokenize-prompt/,
    });
  });
}

Deno.test("an image in an unknown format is refused with its record", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/metadata.jsonl`, METADATA.replace("images/0.png", "a.png"));
    await Deno.writeTextFile(`${folder}/a.png`, "no image");
    await rejects(take(createKontextBenchDataset, 1, { path: folder }), {
      name: "DataError",
      message: /record 1 of ".*metadata\.jsonl": its image is in no known format/,
    });
  });
});
