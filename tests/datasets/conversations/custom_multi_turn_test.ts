import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { DataError } from "../../../src/core/errors.ts";
import type { Session } from "../../../src/core/session.ts";
import { createCustomMultiTurnDataset } from "../../../src/datasets/conversations/custom_multi_turn.ts";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { type Heard, makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions, turnTextsOf } from "../../support/take_sessions.ts";
import { withTemporaryFile } from "../../support/temporary_folder.ts";

const say = (role: string, content: string) => ({ role, content });
const talk = (...texts: string[]) => texts.flatMap((text) => [say("user", text), say("assistant", `re ${text}`)]);

async function read(
  lines: readonly unknown[],
  count: number,
  changes: Partial<DatasetContext> = {},
): Promise<[Session[], Heard]> {
  let result: [Session[], Heard] | undefined;
  const content = lines.map((line) => typeof line === "string" ? line : JSON.stringify(line)).join("\n");
  await withTemporaryFile(content, async (path) => {
    const [context, heard] = makeDatasetContext({ path, ...changes });
    result = [await takeSessions(await createCustomMultiTurnDataset(context), count), heard];
  });
  if (result === undefined) throw new Error("nothing was read");
  return result;
}

Deno.test("the assistant's messages end turns, everything else between them is what a turn appends", async () => {
  const line = [
    say("system", "be short"),
    say("user", "a"),
    { role: "assistant", content: null, tool_calls: [{ id: "1" }] },
    { role: "tool", tool_call_id: "1", content: "out" },
    say("user", "b"),
    say("assistant", "x"),
    say("assistant", "y"),
    { role: "user", content: [{ type: "text", text: "c" }], name: "me" },
    say("assistant", "end"),
  ];
  const [[session]] = await read([line], 1);
  deepStrictEqual(session, {
    turns: [
      {
        input: { kind: "messages", messages: [say("system", "be short"), say("user", "a")] },
        recordedReply: { role: "assistant", content: null, tool_calls: [{ id: "1" }] },
      },
      {
        input: { kind: "messages", messages: [{ role: "tool", tool_call_id: "1", content: "out" }, say("user", "b")] },
      },
      {
        input: { kind: "messages", messages: [{ role: "user", content: [{ type: "text", text: "c" }], name: "me" }] },
      },
    ],
  });
});

Deno.test("a message of the assistant at the start is left out", async () => {
  const [[session]] = await read([[say("assistant", "hello"), say("user", "a")]], 1);
  deepStrictEqual(turnTextsOf(session), ["a"]);
});

Deno.test("conversations are cut to the most turns and left out below the fewest", async () => {
  const lines = [talk("a"), talk("b", "c"), talk("d", "e", "f", "g")];
  const [sessions, heard] = await read(lines, 3, { conversation: { minTurns: 2, maxTurns: 3 } });
  deepStrictEqual(sessions.map(turnTextsOf), [["b", "c"], ["d", "e", "f"], ["b", "c"]]);
  match(heard.infos.join(), /^1 of 3 prompts of ".*" are left out: not readable, of 2 turns or more, begun with/);
});

const BAD_LINES: readonly (readonly [string, RegExp])[] = [
  ["not json", /it is not JSON: /],
  ['{"messages": []}', /it has no messages$/],
  ["7", /it is not a JSON array of messages, nor an object with one$/],
  ["[]", /it has no messages$/],
  ['[{"content": "x"}]', /it does not say who speaks in message 1$/],
  ['[{"role": "assistant", "content": "x"}]', /it has no messages but the assistant's$/],
];

for (const [line, expected] of BAD_LINES) {
  Deno.test(`the line ${line} is skipped with a warning that names it`, async () => {
    const [sessions, heard] = await read([talk("a"), line, talk("b")], 4);
    deepStrictEqual(sessions.map(turnTextsOf), [["a"], ["b"], ["a"], ["b"]]);
    strictEqual(heard.warnings.length, 1);
    match(heard.warnings[0] ?? "", /^Line 2 of ".*data\.txt" is skipped: /);
    match(heard.warnings[0] ?? "", expected);
  });
}

Deno.test("the length filter looks at the first message of the user, unless it is made of parts", async () => {
  const parts = { role: "user", content: [{ type: "text", text: "far too long" }] };
  const [sessions] = await read([talk("long enough", "x"), talk("ok", "far too long"), [parts]], 2, {
    maxPromptLength: 3,
  });
  deepStrictEqual(sessions.map((session) => session.turns.length), [2, 1]);
});

Deno.test("an offset skips conversations, counted round the file", async () => {
  const [sessions] = await read([talk("a"), talk("b"), talk("c")], 3, { offset: 5 });
  deepStrictEqual(sessions.map(turnTextsOf), [["c"], ["a"], ["b"]]);
});

Deno.test("a file without a usable line is refused", async () => {
  await rejects(read(["x"], 1), (error) => {
    ok(error instanceof DataError);
    match(error.message, /^No prompt of ".*" is readable/);
    match(error.problems[0]?.hint ?? "", /^The warnings say what is wrong with them/);
    return true;
  });
});

Deno.test("custom_multi_turn without a file names the flag", async () => {
  const [context] = makeDatasetContext();
  await rejects(async () => await createCustomMultiTurnDataset(context), {
    name: "UsageError",
    problems: [{ message: 'The dataset "custom_multi_turn" needs a file', hint: "Give --dataset-path FILE" }],
  });
});

Deno.test("an object brings what every turn sends beside its messages", async () => {
  const tools = [{ type: "function", function: { name: "f" } }];
  const [[session]] = await read([{ messages: talk("a", "b"), tools, id: 7 }], 1);
  deepStrictEqual(session?.turns.map(({ bodyOverrides }) => bodyOverrides), [{ tools }, { tools }]);
  const [[foreign]] = await read([{ conversations: [{ from: "human", value: "q" }, { from: "gpt", value: "a" }] }], 1);
  deepStrictEqual(turnTextsOf(foreign), ["q"]);
});

Deno.test("one array over several lines, or lines with commas behind them, are the conversations in them", async () => {
  const talks = [talk("a", "b"), talk("c", "d")];
  const texts = (sessions: readonly Session[]) => sessions.map(turnTextsOf);
  const [expected] = await read(talks, 2);
  const forms = [JSON.stringify(talks, null, 2), talks.map((line) => `${JSON.stringify(line)},`).join("\n")];
  for (const form of forms) {
    const [sessions, { warnings }] = await read([form], 2);
    deepStrictEqual([texts(sessions), warnings], [texts(expected), []]);
  }
});
