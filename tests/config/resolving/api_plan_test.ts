import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { pathToFileURL } from "node:url";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../../src/config/run_plan.ts";
import { API_FACTS, API_WORDS, findApi } from "../../../src/core/apis.ts";
import { UsageError } from "../../../src/core/errors.ts";

const ENV = { HOME: "/home/u" };
const TEMPLATE = ["--query-template", '{"q": "%p"}'];
const MAP = ["--response-map", '{"text": "$.t"}'];

function plan(...argv: readonly string[]): RunPlan {
  return resolvePerfPlan(["--model", "m", ...argv], ENV);
}

function messagesOf(...argv: readonly string[]): readonly string[] {
  try {
    plan(...argv);
    return [];
  } catch (error) {
    ok(error instanceof UsageError, String(error));
    return error.problems.map(({ message }) => message);
  }
}

for (const alias of API_WORDS) {
  const api = findApi(alias);
  if (api === null || api === "custom" || API_FACTS[api].runtime !== null) continue;
  Deno.test(`--api ${alias} means ${api}`, () => {
    const { target } = plan("--api", alias);
    deepStrictEqual([target.api, target.custom], [api, null]);
  });
}

Deno.test("a path, --api-module and --response-map mean an API of the user's own", () => {
  const file = Deno.makeTempFileSync({ suffix: ".ts" });
  try {
    const custom = { moduleUrl: pathToFileURL(file).href, responseMap: null };
    for (const argv of [["--api", file], ["--api-module", file], ["--api", "custom", "--api-module", file]]) {
      const { target } = plan(...argv);
      deepStrictEqual([target.api, target.custom], ["custom", custom]);
    }
  } finally {
    Deno.removeSync(file);
  }
  const paths = { text: ["t"] };
  const { target } = plan(...TEMPLATE, ...MAP);
  deepStrictEqual([target.api, target.custom], [
    "custom",
    { moduleUrl: null, responseMap: { framing: "sse", stream: paths, body: paths } },
  ]);
});

Deno.test("a map may come from a file", () => {
  const file = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(file, '{"text": "$.from_file"}');
    deepStrictEqual(plan(...TEMPLATE, "--response-map", `@${file}`).target.custom?.responseMap?.body.text, [
      "from_file",
    ]);
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("a module and a map do not go together", () => {
  deepStrictEqual(messagesOf("--api", import.meta.filename ?? "", ...MAP), [
    "--response-map does not go with a module",
  ]);
});

Deno.test("all that is wrong with a map is said at once", () => {
  deepStrictEqual(messagesOf(...TEMPLATE, "--response-map", '{"texts": "$.t", "finish": "done"}'), [
    '--response-map has the unknown field "texts"',
    '--response-map has no usable path for "finish": "done"',
    '--response-map has no "text": nothing would count as output',
  ]);
});

Deno.test("options that an API does not know are noted, and not refused", () => {
  const { notes } = plan("--api", "messages", "--seed", "1", "--frequency-penalty", "1", "--temperature", "1");
  const unsent = notes.filter((note) => note.includes("no such parameter"));
  strictEqual(unsent.length, 2);
  match(unsent.join("\n"), /--seed shapes the workload only: the API messages/);
  match(unsent.join("\n"), /--frequency-penalty is not sent: the API messages/);
  ok(!plan("--api", "messages").notes.some((note) => note.includes("no such parameter")));
});

Deno.test("token ids are refused where an API takes text only", () => {
  const argv = ["--tokenize-prompt", "--tokenizer-path", "org/tokenizer"];
  deepStrictEqual(messagesOf("--api", "responses", ...argv), [
    "--tokenize-prompt does not go with the API openai_responses",
  ]);
  deepStrictEqual(messagesOf("--api", "embedding", ...argv), []);
});
