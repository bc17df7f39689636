/**
 * Runs the tests: those of one area in one go, several areas at a time, the longest first. Each file that `deno test`
 * starts loads the modules it needs anew, which takes more of the machine than most files' tests do: that of each folder
 * by itself took a quarter of what small folders take.
 *
 *     deno task test [flags of deno test]
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { ENGINE_FLAGS } from "./engine_flags.ts";
import { readTestAreas } from "./tests/test_areas.ts";
import { TEST_PERMISSIONS } from "./tests/test_permissions.ts";
import { makeTestProgram } from "./tests/test_program.ts";
import { TEST_PROGRAM_VARIABLE } from "./tests/test_program_variable.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url)).replace(/[\\/]$/, "");
/** More than there are cores: many tests wait for a clock. */
const JOBS = "4";

/** Stands before all tests. */
const OLD_RUNTIME = `${ROOT}/tests/support/old_runtime.ts`;

async function runTests(flags: readonly string[]): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "streamgauge_tests_" });
  try {
    const entries: string[] = [];
    for (const [index, { name, files }] of (await readTestAreas(`${ROOT}/tests`)).entries()) {
      const path = `${folder}/${String(index).padStart(2, "0")}_${name.replace("/", "_")}_test.ts`;
      const imports = [OLD_RUNTIME, ...files].map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`);
      await Deno.writeTextFile(path, imports.join(""));
      entries.push(path);
    }
    // Types are checked by `deno check`, which CI and `deno task ok` do before. Old runtimes take the flag once only.
    const unchecked = flags.some((flag) => /^--(no-)?check/.test(flag)) ? [] : ["--no-check"];
    const given = [
      "test",
      ...unchecked,
      "--parallel",
      ...ENGINE_FLAGS,
      `--config=${ROOT}/deno.json`,
      ...TEST_PERMISSIONS,
      ...flags,
    ];
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: [...given, ...entries],
      env: {
        DENO_JOBS: Deno.env.get("DENO_JOBS") ?? JOBS,
        [TEST_PROGRAM_VARIABLE]: await makeTestProgram(ROOT, `${ROOT}/dist/test_program`),
      },
    }).spawn().status;
    return code;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.exit(await runTests(Deno.args));
