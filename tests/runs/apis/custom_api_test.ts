import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import type { Answer } from "../../support/api_server.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";
import { runAgainst } from "./run_against.ts";

const PAGE = Deno.readTextFileSync(fileURLToPath(new URL("../../../docs/apis.md", import.meta.url)));

/** The blocks of code that follow a mark in the documentation, by language. */
function exampleOf(mark: string): { readonly code: string; readonly command: string } {
  const part = PAGE.slice(PAGE.indexOf(`<!-- example: ${mark} -->`)).split(/^## /m)[0] ?? "";
  const block = (language: string) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "ms").exec(part)?.[1] ?? "";
  ok(block("sh") !== "", `The documentation has no example "${mark}"`);
  return { code: block("ts"), command: block("sh") };
}

/** The words of a documented command after `perf`, quotes and continued lines read as a shell does. */
function wordsOf(command: string): readonly string[] {
  const joined = command.replaceAll("\\\n", " ").trim();
  const words = [...joined.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) =>
    single ?? double ?? bare ?? ""
  );
  deepStrictEqual(words.slice(0, 2), ["streamgauge", "perf"]);
  return words.slice(2).map((word) => word.replace("http://127.0.0.1:8080", "{url}"));
}

function toStream(...events: readonly unknown[]): Answer {
  return { kind: "events", text: events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("") };
}

Deno.test("the documented template runs, against a service that speaks like that", async () => {
  const run = await runAgainst(
    () =>
      toStream(
        { token: { text: "Because" }, details: null },
        { token: { text: " of it" }, details: { finish_reason: "length", input_length: 7, generated_tokens: 2 } },
      ),
    [...wordsOf(exampleOf("template").command), "--number", "2"],
  );
  strictEqual(run.code, 0, run.stderr);
  strictEqual(run.received[2]?.path, "/generate_stream");
  deepStrictEqual(run.received[2]?.body, {
    inputs: "Why is the sky blue?",
    parameters: { max_new_tokens: 16 },
    stream: true,
  });
  const { summary } = run;
  deepStrictEqual([summary["Success Requests"], summary["Stream Requests"]], [2, 2]);
  deepStrictEqual([summary["Avg Input Tokens"], summary["Avg Output Tokens"]], [7, 2]);
});

Deno.test("the documented template reads whole bodies, too", async () => {
  const run = await runAgainst(
    () => ({ kind: "json", body: [{ generated_text: "Because of it" }] }),
    [...wordsOf(exampleOf("template").command), "--number", "2", "--no-stream"],
  );
  strictEqual(run.code, 0, run.stderr);
  deepStrictEqual([run.received[2]?.body.stream, run.summary["Non-Stream Requests"]], [false, 2]);
});

Deno.test("the documented module runs, against a service that speaks like that", async () => {
  const { code, command } = exampleOf("module");
  await using files = await writeTemporaryFiles({ "my_api.ts": code });
  const argv = wordsOf(command).map((word) => word === "./my_api.ts" ? `${files.folder}/my_api.ts` : word);
  const run = await runAgainst(
    () => toStream({ say: "Because" }, { say: " of it" }, { words: 3 }),
    [...argv, "--number", "2", "--shards", "2", "--parallel", "1"],
  );
  strictEqual(run.code, 0, run.stderr);
  const { path, headers, body } = run.received[2] ?? {};
  deepStrictEqual([path, headers?.["x-client"]], ["/ask", "my-load-test"]);
  deepStrictEqual(body, { engine: "my-model", question: "Why?", words: 16, stream: true });
  strictEqual(run.summary["Avg Output Tokens"], 3);
});

Deno.test("--api-module takes JavaScript, and its faults are said under its name", async () => {
  await using files = await writeTemporaryFiles({
    "api.mjs": `export const createDialect = ({ openai }) => ({
      buildBody: openai.buildBody,
      createReader: () => ({ readEvent() { throw new Error("cannot read this"); }, readBody() {}, end() {} }),
    });`,
  });
  const run = await runAgainst(
    () => toStream({ choices: [] }),
    [
      "--api-module",
      `${files.folder}/api.mjs`,
      "--url",
      "{url}/v1/chat/completions",
      "--prompt",
      "x",
      "--no-test-connection",
    ],
  );
  strictEqual(run.code, 1);
  match(run.stderr, /readEvent of the module of --api failed: cannot read this/);
});

const REFUSED: readonly (readonly [name: string, argv: readonly string[], message: RegExp])[] = [
  ["nothing that describes it", ["--api", "custom"], /--api custom does not say what the API is like/],
  ["a map without a template", ["--response-map", '{"text": "$.t"}'], /--response-map needs --query-template/],
  [
    "a wrong path",
    ["--query-template", "{}", "--response-map", '{"text": "t"}'],
    /--response-map has no usable path for "text": "t"/,
  ],
  ["a map that is no JSON", ["--query-template", "{}", "--response-map", "{text}"], /must be a JSON object/],
  [
    "a module that is not there",
    ["--api", "./nowhere/api.ts"],
    /Cannot read "\.\/nowhere\/api\.ts" of --api: it does not exist/,
  ],
  [
    "a module for another API",
    ["--api", "openai", "--api-module", "x.js"],
    /--api-module does not go with --api openai/,
  ],
];

for (const [name, argv, message] of REFUSED) {
  Deno.test(`a custom API with ${name} is refused before anything is sent`, async () => {
    const run = await runAgainst(() => toStream(), [...argv, "--url", "{url}/x", "--prompt", "x"]);
    strictEqual(run.code, 2, run.stderr);
    match(run.stderr, message);
    deepStrictEqual(run.received, []);
  });
}
