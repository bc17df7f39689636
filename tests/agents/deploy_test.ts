import { deepStrictEqual, match, ok } from "node:assert";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { BUS_TABLE } from "../../src/config/options/bus_options.ts";
import { AGENT_TABLE } from "../../src/config/options/agent_options.ts";
import { PERF_OPTIONS } from "../../src/config/options/perf_options.ts";
import { VERSION } from "../../src/core/version.ts";

const FOLDER = fileURLToPath(new URL("../../deploy/", import.meta.url));

/** Every file of the folder by its path, comments left out. */
function readAll(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}${name}`;
    if (isDirectory) { for (const [inner, text] of readAll(`${path}/`)) files.set(inner, text); }
    else files.set(path.slice(FOLDER.length), Deno.readTextFileSync(path).replaceAll(/^\s*#.*$/gm, ""));
  }
  return files;
}

const FILES = readAll(FOLDER);

Deno.test("Nothing that is deployed fetches whatever is newest", () => {
  for (const [path, text] of FILES) {
    ok(!/latest/.test(text), `${path} names latest`);
    for (const [, image = ""] of text.matchAll(/^(?:\s*(?:- )?image: *"?|FROM )([^"\s]+)/gm)) {
      ok(/:[\d.]+[\w-]*$|@sha256:|^\{\{|^\$\{STREAMGAUGE_IMAGE/.test(image), `${path}: ${image}`);
    }
  }
  match(FILES.get("kubernetes/agents.yaml") ?? "", new RegExp(`streamgauge:${VERSION.replaceAll(".", "\\.")}`));
  match(FILES.get("kubernetes/chart/Chart.yaml") ?? "", new RegExp(`appVersion: ${VERSION.replaceAll(".", "\\.")}`));
});

Deno.test("Flags and variables that deployments set are options of the program", () => {
  const options = [...PERF_OPTIONS, ...Object.values(AGENT_TABLE), ...Object.values(BUS_TABLE)];
  const flags = new Set(options.map(({ flag }) => `--${flag}`));
  const variables = new Set(
    options.flatMap(({ key, envNames = [] }) => [`STREAMGAUGE_${key.toUpperCase()}`, ...envNames]),
  );
  for (const [path, text] of FILES) {
    // Lines of the program alone: other programs have flags of their own.
    const own = text.split("\n").filter((line) => /streamgauge |- --|"(perf|agent)"|args: \[agent/.test(line)).join(
      "\n",
    );
    const theirs = /--overlap|--auth\b/;
    const unknown = [...own.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => flag).filter((flag) =>
      !flags.has(flag) && !theirs.test(flag)
    );
    deepStrictEqual(unknown, [], path);
    const named = [...text.matchAll(/STREAMGAUGE_[A-Z_]+/g)].map(([name]) => name);
    deepStrictEqual(named.filter((name) => !variables.has(name) && name !== "STREAMGAUGE_IMAGE"), [], path);
  }
});

Deno.test("Plain manifests are YAML without mistakes, and the chart makes the same kinds", () => {
  const kindsOf = (text: string): string[] => [...text.matchAll(/^kind: (\w+)$/gm)].map(([, kind = ""]) => kind).sort();
  for (const [plain, template] of [["bus", "bus"], ["agents", "agents"], ["coordinator", "run"]] as const) {
    const text = FILES.get(`kubernetes/${plain}.yaml`) ?? "";
    const documents = parseAllDocuments(text, { uniqueKeys: true });
    for (const document of documents) deepStrictEqual("errors" in document ? document.errors : [], [], plain);
    deepStrictEqual(kindsOf(FILES.get(`kubernetes/chart/templates/${template}.yaml`) ?? ""), kindsOf(text));
  }
});
