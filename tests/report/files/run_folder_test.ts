import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { DataError, UsageError } from "../../../src/core/errors.ts";
import {
  createRunFolder,
  createStepFolder,
  createStepFolders,
  DATABASE_NAME,
  type RunFolderOptions,
} from "../../../src/report/files/run_folder.ts";
import { toSafeName } from "../../../src/report/files/safe_name.ts";

async function withOutputs(use: (outputsDir: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function makeOptions(outputsDir: string, over: Partial<RunFolderOptions> = {}): RunFolderOptions {
  return { outputsDir, noTimestamp: false, folderName: "mock", timestamp: "20261122_173351", ...over };
}

Deno.test("a run has a folder of its own, also the second and third of one second", async () => {
  await withOutputs(async (outputsDir) => {
    const options = makeOptions(outputsDir);
    const folders = [await createRunFolder(options), await createRunFolder(options), await createRunFolder(options)];
    deepStrictEqual(folders, [
      join(outputsDir, "20261122_173351", "mock"),
      join(outputsDir, "20261122_173351_2", "mock"),
      join(outputsDir, "20261122_173351_3", "mock"),
    ]);
  });
});

Deno.test("without a timestamp the folder is the name's, and a second run comes into the same", async () => {
  await withOutputs(async (outputsDir) => {
    const options = makeOptions(outputsDir, { noTimestamp: true, folderName: "a/b:c" });
    strictEqual(await createRunFolder(options), join(outputsDir, "a_b_c"));
    strictEqual(await createRunFolder(options), join(outputsDir, "a_b_c"));
  });
});

Deno.test("steps that hold results are all named in one usage error and no folder is made", async () => {
  await withOutputs(async (outputsDir) => {
    for (const name of ["one", "two"]) {
      const folder = await createStepFolder(outputsDir, name);
      await Deno.writeTextFile(join(folder, DATABASE_NAME), "results");
    }
    await rejects(createStepFolders(outputsDir, ["new", "one", "two"]), (error: unknown) => {
      ok(error instanceof UsageError);
      strictEqual(error.problems.length, 2);
      ok(error.problems[0]?.hint?.includes("--no-timestamp"));
      return true;
    });
    deepStrictEqual([...Deno.readDirSync(outputsDir)].map((entry) => entry.name).sort(), ["one", "two"]);
    strictEqual(await Deno.readTextFile(join(outputsDir, "one", DATABASE_NAME)), "results");
  });
});

Deno.test("an outputs folder that is a file is an error at once", async () => {
  await withOutputs(async (outputsDir) => {
    const file = join(outputsDir, "file");
    await Deno.writeTextFile(file, "");
    await rejects(createRunFolder(makeOptions(file)), DataError);
    await rejects(createRunFolder(makeOptions(file, { noTimestamp: true })), DataError);
  });
});

for (
  const [name, expected] of [
    ["Qwen/Qwen3-8B", "Qwen_Qwen3-8B"],
    ['<>:"|?*\\/\0', "__________"],
    ["通义千问", "通义千问"],
    ["..", "_."],
    ["", "_"],
    ["x".repeat(300), "x".repeat(200)],
    ["字".repeat(100), "字".repeat(66)],
  ] as const
) {
  Deno.test(`toSafeName() makes ${JSON.stringify(expected)} of ${JSON.stringify(name)}`, () => {
    strictEqual(toSafeName(name), expected);
  });
}
