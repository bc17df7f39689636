import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { pathToFileURL } from "node:url";
import { startSimulation } from "../../src/app/simulate.ts";
import { fixed } from "../../src/core/value_distribution.ts";
import { DEFAULT_SIMULATOR_OPTIONS } from "../../src/simulator/simulator_options.ts";

/** The example as a program, which `deno check` checks. */
const PROGRAM = new URL("./library_example.ts", import.meta.url);
const MOD = new URL("../../mod.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url);
const PERMISSIONS = ["--no-prompt", "--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];

Deno.test("the example in the documentation of the library runs", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/library.md", import.meta.url));
  const [, example = ""] = /```ts\n(.+?)```/s.exec(page) ?? [];
  const checked = (await Deno.readTextFile(PROGRAM)).replace(/^.*\n/, "");
  strictEqual(example.replace("@streamgauge/streamgauge", "../../mod.ts"), checked);
  const quick = { ttftMs: fixed(5), itlMs: fixed(1), tokens: fixed(8) };
  const options = { ...DEFAULT_SIMULATOR_OPTIONS, ...quick, port: 0 };
  const simulation = await startSimulation(options, "json");
  const folder = await Deno.makeTempDir();
  try {
    const program = example
      .replace('"@streamgauge/streamgauge"', JSON.stringify(MOD))
      .replace("http://127.0.0.1:8000", simulation.url);
    ok(program.includes(simulation.url) && program.includes(MOD));
    await Deno.writeTextFile(`${folder}/example.ts`, program);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--config",
        CONFIG.pathname,
        ...PERMISSIONS,
        pathToFileURL(`${folder}/example.ts`).href,
      ],
      cwd: folder,
    }).output();
    const [text, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    strictEqual(code, 0, errors ?? "");
    // On a busy machine the client is the limit: the verdict follows the real clock, which no test asserts.
    match(
      text ?? "",
      /^parallel_1_number_4 100 [\d.]+ [\d.]+\nparallel_4_number_16 100 [\d.]+ [\d.]+\n(0 null|4 .+)\n$/,
    );
    match(errors ?? "", /parallel_4_number_16: all 16 requests have ended/);
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["example.ts", "outputs"]);
  } finally {
    await simulation.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
