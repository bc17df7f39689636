import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { fixturePath } from "../../support/fixture_files.ts";
import { firstStep } from "../../support/perf_run.ts";
import { assertFine, type KnownRun, toCounts, withKnownRun } from "./known_run.ts";

const SAMPLING = { model: "qwen2.5", max_tokens: 1024, stream: true, temperature: 0.9 };
const USAGE = { stream_options: { include_usage: true } };
const STOP = "<|im_end|>";

function bodies({ received }: KnownRun): readonly Record<string, unknown>[] {
  return received.map(({ body }) => body);
}

function firstPrompt({ received }: KnownRun): string {
  return received[0]?.body.messages[0].content;
}

Deno.test("a fixed prompt goes into each request", async () => {
  await withKnownRun("fixed prompt", {}, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_2_number_20: 20 });
    const messages = [{ role: "user", content: "写一个科幻小说,请开始你的表演" }];
    deepStrictEqual(bodies(run), Array(20).fill({ ...SAMPLING, ...USAGE, messages }));
    match(run.folder, /\/qwen2\.5$/);
  });
});

Deno.test("a prompt comes from a file", async () => {
  await withKnownRun("prompt from a file", {}, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_2_number_20: 20 });
    strictEqual(firstPrompt(run), Deno.readTextFileSync(fixturePath("known_commands/prompt.txt")));
  });
});

Deno.test("a complex request filters questions by length and sends its stop text", async () => {
  await withKnownRun("complex request", {}, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_2_number_20: 20 });
    const [{ messages: _, ...rest } = {}] = bodies(run);
    deepStrictEqual(rest, { ...SAMPLING, ...USAGE, temperature: 0.7, stop: [STOP] });
    // Of the ten questions five have 128 characters.
    strictEqual(new Set(bodies(run).map(({ messages }) => JSON.stringify(messages))).size, 5);
    ok(firstPrompt(run).length >= 128);
  });
});

for (const name of ["query template", "query template from a file"]) {
  Deno.test(`a ${name} is the body, with the model and the prompt filled in`, async () => {
    await withKnownRun(name, {}, (run) => {
      assertFine(run);
      deepStrictEqual(toCounts(run), { parallel_2_number_20: 20 });
      const [{ messages, ...rest } = {}] = bodies(run);
      const own = { skip_special_tokens: false, stop: [STOP], temperature: 0.7 };
      deepStrictEqual(rest, { ...SAMPLING, ...USAGE, ...own });
      deepStrictEqual(messages, [{ role: "user", content: firstPrompt(run) }]);
      match(firstPrompt(run), /^什么是光合作用？/);
    });
  });
}

Deno.test("the basic throughput test streams the questions of the hub", async () => {
  await withKnownRun("basic throughput", {}, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_1_number_100: 100 });
    strictEqual(firstPrompt(run), "什么是光合作用？");
    strictEqual(firstStep(run.run).scalars.stream_requests, 100);
  });
});

Deno.test("the non-streaming test asks for whole replies", async () => {
  await withKnownRun("non-streaming", {}, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_1_number_50: 50 });
    const [{ messages: _, ...rest } = {}] = bodies(run);
    deepStrictEqual(rest, { model: "qwen-plus", max_tokens: 256, stream: false, temperature: 0 });
    strictEqual(firstStep(run.run).scalars.non_stream_requests, 50);
  });
});

Deno.test("a dataset from a file is read line by line, again from its start", async () => {
  const appended = ["--url", "{url}/v1/chat/completions", "--dataset-path", "prompts.txt"];
  await withKnownRun("line_by_line", { appended }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_5_number_100: 100 });
    strictEqual(firstPrompt(run), "What is light?");
    strictEqual(new Set(run.received.map(({ body }) => body.messages[0].content)).size, 3);
  });
});

Deno.test("DashScope's compatible address gets chat completions and the key", async () => {
  const appended = ["--url", "{url}/compatible-mode/v1/chat/completions"];
  await withKnownRun("dashscope", { appended }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_5_number_100: 100 });
    strictEqual(run.received[0]?.headers.authorization, "Bearer sk-xxx");
    strictEqual(firstPrompt(run), "什么是光合作用？");
  });
});
