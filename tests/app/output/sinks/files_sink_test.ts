import { ok, strictEqual } from "node:assert/strict";
import { createFilesSink } from "../../../../src/app/output/sinks/files_sink.ts";
import type { SinkContext } from "../../../../src/app/run/run_sink.ts";
import type { StepRun } from "../../../../src/app/run/step_run.ts";
import { makeRun, makeStep } from "../../../support/sample_results.ts";
import { withTemporaryFolder } from "../../../support/temporary_folder.ts";

/** A run of one step up to its last step's end; what comes then is given. */
async function withFiles(
  use: (parts: { readonly folder: string; readonly close: (changes?: object) => Promise<void> }) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const step = makeStep({ folder: `${folder}/step` });
    const sink = createFilesSink({ folder } as SinkContext);
    const run = { result: step } as StepRun;
    const result = makeRun([step]);
    await sink.stepEnd?.({ run, isEarlier: false, soFar: result });
    await use({
      folder,
      close: async (changes = {}) => {
        const ended = { ...result, ...changes };
        await sink.close?.({ result: ended, hasBegun: true, failure: null });
      },
    });
  });
}

Deno.test("the files of a run are left as they are where nothing came after its last step", async () => {
  await withFiles(async ({ folder, close }) => {
    await Deno.writeTextFile(`${folder}/performance_summary.txt`, "as it was");
    await close();
    strictEqual(await Deno.readTextFile(`${folder}/performance_summary.txt`), "as it was");
  });
});

Deno.test("the files of a run are written anew where it came to more, or where they are gone", async () => {
  await withFiles(async ({ folder, close }) => {
    await close({ steps: [makeStep({ folder: `${folder}/step` }), makeStep({ name: "later", folder })] });
    ok((await Deno.readTextFile(`${folder}/run.json`)).includes('"later"'));
  });
  await withFiles(async ({ folder, close }) => {
    await Deno.remove(folder, { recursive: true });
    await close();
    ok((await Deno.stat(`${folder}/performance_summary.txt`)).isFile);
  });
});
