import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { parseOptions } from "../../../src/config/parsing/parse_options.ts";
import { readPerfOptions } from "../../../src/config/file/read_perf_options.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";
import { renderStarterFile } from "../../../src/config/file/starter_file.ts";
import { parseToml } from "../../../src/config/file/toml_text.ts";
import { parseYaml } from "../../../src/config/file/yaml_text.ts";
import { PERF_OPTIONS } from "../../../src/config/options/perf_options.ts";

const EXPECTED = {
  model: "qwen2.5",
  url: "http://127.0.0.1:8000/v1/chat/completions",
  number: [20, 80, 320],
  parallel: [1, 4, 16],
  dataset: "openqa",
  max_tokens: 256,
};

Deno.test("the starter has the same values as YAML and as TOML", () => {
  deepStrictEqual(parseYaml(renderStarterFile("yaml")), { data: EXPECTED });
  deepStrictEqual(parseToml(renderStarterFile("toml")), { data: EXPECTED });
});

Deno.test("the starter names every option that is supported and can stand in a file", () => {
  const text = renderStarterFile("yaml");
  for (const { key } of PERF_OPTIONS) {
    const isShown = new RegExp(`^(# )?${key}:`, "m").test(text);
    strictEqual(isShown, !["config", "dry_run"].includes(key), key);
  }
});

Deno.test("every line of the starter is usable once its comment sign is taken away", () => {
  const lines = renderStarterFile("yaml").split("\n").filter((line) => /^(# )?[a-z_]+:/.test(line));
  const text = lines.map((line) => line.replace(/^# /, "")).join("\n");
  ok("data" in parseYaml(text), JSON.stringify(parseYaml(text)));
});

Deno.test("a file begun with a command line holds its options as values, and no secret", async () => {
  const { given } = parseOptions(PERF_OPTIONS, [
    ...["--model", "qwen2.5", "--parallel", "1", "4", "--api-key", "sk-1", "--extra-args", '{"ignore_eos": true}'],
    ...["--goodput", "ttft:500ms", "--no-stream", "--seed", "7", "--prompt", "say: 5"],
  ], {});
  for (const [format, name] of [["yaml", "a.yaml"], ["toml", "a.toml"]] as const) {
    const text = renderStarterFile(format, given);
    ok(!text.includes("sk-1"));
    await using files = await writeTemporaryFiles({ [name]: text });
    const { values, explicit } = await readPerfOptions({ argv: ["--config", `${files.folder}/${name}`], env: {} });
    deepStrictEqual(
      [...explicit].sort(),
      ["config", "extra_args", "goodput", "model", "parallel", "prompt", "seed", "stream"],
    );
    deepStrictEqual([values.parallel, values.seed, values.stream, values.prompt], [[1, 4], 7, false, "say: 5"]);
    deepStrictEqual(values.extra_args, { ignore_eos: true });
  }
});
