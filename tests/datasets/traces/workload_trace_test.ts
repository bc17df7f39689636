import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import type { DataError } from "../../../src/core/errors.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { createWorkloadTraceDataset } from "../../../src/datasets/traces/workload_trace.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFile } from "../../support/temporary_folder.ts";
import { takeTrace } from "../../support/take_trace.ts";

const BODY = { model: "m", messages: [{ role: "user", content: "hi" }] };
const at = (timestamp: unknown, others: JsonObject = {}) => ({ timestamp, body: BODY, ...others });

Deno.test("a record becomes a session with its body as it is, its time, headers and id", async () => {
  const headers = {
    "X-Tenant": "a",
    Host: "h",
    "Proxy-Authorization": "p",
    Connection: "close",
    "content-length": "5",
  };
  const { sessions, dataset } = await takeTrace([
    at(10, { headers, request_id: "r1", completion_tokens: 5 }),
    at(10.25, { body: JSON.stringify({ prompt: "x" }) }),
  ]);
  deepStrictEqual(sessions, [
    {
      turns: [{ input: { kind: "body", body: BODY } }],
      model: "m",
      headers: { "X-Tenant": "a" },
      requestId: "r1",
      arrivalOffsetMs: 0,
    },
    { turns: [{ input: { kind: "body", body: { prompt: "x" } } }], arrivalOffsetMs: 250 },
  ]);
  deepStrictEqual([dataset.hasArrivalTimes, dataset.isEndless, dataset.sessionCount], [true, false, 2]);
});

const CLOCKS: readonly (readonly [string, readonly unknown[]])[] = [
  ["numbers", [1700000000, 1700000001.5]],
  ["texts of numbers", ["1700000000", "1700000001.5"]],
  ["ISO times", ["2023-11-14T22:13:20Z", "2023-11-14T23:13:21.500+01:00"]],
  ["all of them", ["2023-11-14 22:13:20", 1700000001.5]],
];

for (const [name, times] of CLOCKS) {
  Deno.test(`timestamps are ${name}`, async () => {
    const { sessions } = await takeTrace(times.map((time) => at(time)));
    deepStrictEqual(sessions.map((session) => session.arrivalOffsetMs), [0, 1500]);
  });
}

Deno.test("speed shortens the time between requests", async () => {
  const { sessions } = await takeTrace([at(0), at(1), at(3)], { speed: 2 });
  deepStrictEqual(sessions.map((session) => session.arrivalOffsetMs), [0, 500, 1500]);
});

Deno.test("records are sorted by time, those of the same time as in the file, with a warning", async () => {
  const id = (request_id: string) => ({ request_id });
  const lines = [at(5, id("c")), at(1, id("a")), "", at(5, id("d")), at(2, id("b"))];
  const { sessions, heard } = await takeTrace(lines);
  deepStrictEqual(sessions.map((session) => session.requestId), ["a", "b", "c", "d"]);
  deepStrictEqual(sessions.map((session) => session.arrivalOffsetMs), [0, 1000, 4000, 4000]);
  match(heard.warnings.join(), /^The trace ".*data\.txt" is not in the order of time: its requests are sorted$/);
  deepStrictEqual((await takeTrace([at(1), at(1), at(2)])).heard.warnings, []);
});

Deno.test("a match of model_mapping wins over model_override, which wins over the recorded model", async () => {
  const models = async (args: JsonObject) => {
    const lines = [at(0), at(1, { body: { model: "other" } }), at(2, { body: { prompt: "x" } })];
    const { sessions } = await takeTrace(lines, args);
    return sessions.map(({ model, turns }) => {
      const input = turns[0]?.input;
      strictEqual(input?.kind === "body" ? input.body["model"] : null, model);
      return model;
    });
  };
  deepStrictEqual(await models({}), ["m", "other", undefined]);
  deepStrictEqual(await models({ model_override: "o" }), ["o", "o", "o"]);
  deepStrictEqual(await models({ model_mapping: { m: "n" } }), ["n", "other", undefined]);
  deepStrictEqual(await models({ model_mapping: { m: "n" }, model_override: "o" }), ["n", "o", "o"]);
  deepStrictEqual(await models({ model_mapping: { constructor: "n" } }), ["m", "other", undefined]);
});

const MATCHED: readonly (readonly [string, JsonObject, JsonObject])[] = [
  ["ignores the end of text", { prompt: "x" }, { prompt: "x", ignore_eos: true }],
  ["replaces the limit", { prompt: "x", max_tokens: 500 }, { prompt: "x", ignore_eos: true }],
  [
    "replaces a limit of another name",
    { prompt: "x", max_completion_tokens: 500 },
    { prompt: "x", max_completion_tokens: 7, ignore_eos: true },
  ],
  ["lets JSON end", { response_format: { type: "json_object" } }, { response_format: { type: "json_object" } }],
  ["lets JSON of a schema end", { response_format: { type: "json_schema" } }, {
    response_format: { type: "json_schema" },
  }],
  ["ignores the end of plain text", { response_format: { type: "text" } }, {
    response_format: { type: "text" },
    ignore_eos: true,
  }],
  ["lets the call of a tool end", { tools: [{}], tool_choice: "required" }, { tools: [{}], tool_choice: "required" }],
  ["lets the call of one tool end", { tools: [{}], tool_choice: { type: "function" } }, {
    tools: [{}],
    tool_choice: { type: "function" },
  }],
  ["ignores the end where tools may be called", { tools: [{}], tool_choice: "auto" }, {
    tools: [{}],
    tool_choice: "auto",
    ignore_eos: true,
  }],
  ["ignores the end where no choice is made", { tools: [{}] }, { tools: [{}], ignore_eos: true }],
  ["ignores the end without tools", { tool_choice: "required" }, { tool_choice: "required", ignore_eos: true }],
];

for (const [name, recorded, expected] of MATCHED) {
  Deno.test(`match_output_length ${name}`, async () => {
    const { sessions } = await takeTrace([at(0, { body: recorded, completion_tokens: 7 })], {
      match_output_length: true,
    });
    deepStrictEqual(sessions[0]?.turns, [{ input: { kind: "body", body: expected }, maxTokens: 7 }]);
  });
}

Deno.test("match_output_length leaves records without completion_tokens as they are", async () => {
  const { sessions } = await takeTrace([at(0)], { match_output_length: true });
  deepStrictEqual(sessions[0]?.turns, [{ input: { kind: "body", body: BODY } }]);
});

async function problemsOf(lines: readonly unknown[]): Promise<readonly string[]> {
  let problems: readonly string[] = [];
  await rejects(takeTrace(lines), (error: DataError) => {
    problems = error.problems.map(({ message }) => message.replace(/".*data\.txt"/, "FILE"));
    return error.name === "DataError";
  });
  return problems;
}

Deno.test("all lines that cannot be used are told of together", async () => {
  const problems = await problemsOf([
    at(0),
    "{",
    [],
    { body: BODY },
    { timestamp: 1 },
    at("noon"),
    at(1, { body: 5 }),
    at(1, { body: "{" }),
    at(1, { extra: 1 }),
    at(1, { completion_tokens: 0 }),
    at(1, { request_id: 5 }),
    at(1, { headers: [] }),
    at(1, { headers: { "a b": "x" } }),
    at(1, { headers: { a: "x\ny" } }),
    at(1, { headers: { a: 5 } }),
  ]);
  deepStrictEqual(problems.map((problem) => problem.replace(/not JSON: .*/, "not JSON")), [
    "Cannot use the trace FILE: line 2 is not JSON",
    "Cannot use the trace FILE: line 3 is not a JSON object",
    'Cannot use the trace FILE: line 4 has no "timestamp"',
    'Cannot use the trace FILE: line 5 has no "body"',
    'Cannot use the trace FILE: line 6 has the timestamp "noon", which is neither a number nor an ISO 8601 time',
    'Cannot use the trace FILE: line 7 has a "body" that is neither an object nor the JSON text of one',
    'Cannot use the trace FILE: line 8 has a "body" whose text is not JSON',
    'Cannot use the trace FILE: line 9 has the unknown key "extra" (known: body, timestamp, headers, request_id, completion_tokens)',
    'Cannot use the trace FILE: line 10 has 0 as "completion_tokens", which must be a whole number from 1 on',
    'Cannot use the trace FILE: line 11 has 5 as "request_id", which must be text',
    'Cannot use the trace FILE: line 12 has "headers" that are not an object',
    'Cannot use the trace FILE: line 13 has a header of the invalid name "a b"',
    'Cannot use the trace FILE: line 14 has the header "a", whose value is not a text that HTTP can send',
    'Cannot use the trace FILE: line 15 has the header "a", whose value is not a text that HTTP can send',
  ]);
});

Deno.test("of very many bad lines fifty are told, and how many more there are", async () => {
  const problems = await problemsOf(Array(80).fill("x"));
  strictEqual(problems.length, 51);
  strictEqual(problems.at(-1), "30 further lines of FILE cannot be used either");
});

Deno.test("a trace is sent once, however many requests are asked for, and can be read again", async () => {
  await withTemporaryFile([at(0), at(1)].map((line) => JSON.stringify(line)).join("\r\n"), async (path) => {
    const [context] = makeDatasetContext({ path });
    const dataset = await createWorkloadTraceDataset(context);
    const sessions = await takeSessions(dataset, 10);
    strictEqual(sessions.length, 2);
    deepStrictEqual(await takeSessions(dataset, 10), sessions);
    strictEqual((await takeSessions(dataset, 1)).length, 1);
  });
});

Deno.test("an offset skips records, counted round the trace, and time starts at the first one left", async () => {
  const { sessions, dataset } = await takeTrace([at(0), at(1), at(3)], {}, { offset: 4 });
  deepStrictEqual(sessions.map((session) => session.arrivalOffsetMs), [0, 2000]);
  strictEqual(dataset.sessionCount, 2);
});

Deno.test("lines longer than any read of the file and characters of several bytes are read whole", async () => {
  const prompt = "é熵😀".repeat(30_000);
  const { sessions } = await takeTrace([at(1, { body: { prompt } }), at(0, { body: { prompt: "😀" } })]);
  deepStrictEqual(sessions.map(({ turns }) => turns[0]?.input), [
    { kind: "body", body: { prompt: "😀" } },
    { kind: "body", body: { prompt } },
  ]);
});

Deno.test("a trace that changes while it is replayed is refused", async () => {
  await withTemporaryFile(JSON.stringify(at(0)), async (path) => {
    const [context] = makeDatasetContext({ path });
    const dataset = await createWorkloadTraceDataset(context);
    const { size } = await Deno.stat(path);
    await Deno.writeTextFile(path, "x".repeat(size));
    await rejects(takeSessions(dataset, 1), { name: "DataError", message: /the file was changed meanwhile$/ });
    await Deno.writeTextFile(path, "x");
    await rejects(takeSessions(dataset, 1), { name: "DataError", message: /it has become shorter$/ });
  });
});

Deno.test("an empty trace, a missing one, a directory and text that is not UTF-8 are refused", async () => {
  await rejects(takeTrace([""]), { name: "DataError", message: /holds no requests$/ });
  const read = async (path: string) => {
    const [context] = makeDatasetContext({ path });
    await createWorkloadTraceDataset(context);
  };
  await rejects(read("/no/such/file"), { message: 'The file "/no/such/file" does not exist' });
  await rejects(read("/"), { name: "DataError", message: /^Cannot read "\/": it is a directory/ });
  await withTemporaryFile(Uint8Array.of(0x7b, 0x0a, 0xff), async (path) => {
    await rejects(read(path), { name: "DataError", message: /line 2 is not UTF-8 text$/ });
  });
});

Deno.test("workload_trace without a file names the flag", async () => {
  const [context] = makeDatasetContext();
  await rejects(createWorkloadTraceDataset(context), {
    name: "UsageError",
    problems: [{ message: 'The dataset "workload_trace" needs a file', hint: "Give --dataset-path FILE" }],
  });
});

const BAD_ARGS: readonly (readonly [JsonObject, RegExp])[] = [
  [{ speed: 0 }, /"speed"/],
  [{ speed: "2" }, /"speed"/],
  [{ model_maping: {} }, /no key "model_maping"/],
  [{ model_mapping: { a: 1 } }, /"model_mapping\.a"/],
  [{ format: "csv" }, /"format"/],
  [{ format: "burstgpt", block_size: 16 }, /"block_size" is the size of a Mooncake trace's blocks/],
];

for (const [args, expected] of BAD_ARGS) {
  Deno.test(`workload_trace refuses the arguments ${JSON.stringify(args)}`, async () => {
    await rejects(takeTrace([at(0)], args), { name: "UsageError", message: expected });
  });
}
