import { deepStrictEqual, throws } from "node:assert";
import { toMessages } from "../../../src/datasets/messages/foreign_messages.ts";

const ASKED = [{ role: "user", content: "q" }, { role: "assistant", content: "a" }, { role: "user", content: "r" }];

const FORMS: readonly (readonly [string, readonly unknown[]])[] = [
  ["ShareGPT", [{ from: "human", value: "q" }, { from: "gpt", value: "a" }, { from: "human", value: "r" }]],
  ["chatgpt and bing", [{ from: "user", value: "q" }, { from: "bing", value: "a" }, { from: "User", value: "r" }]],
  ["Gemini", [{ role: "user", text: "q" }, { role: "model", text: "a" }, { role: "user", text: "r" }]],
  ["OASST", [{ role: "prompter", content: "q" }, { role: "bard", content: "a" }, { role: "prompter", content: "r" }]],
  ["pairs", [{ human: "q", assistant: "a" }, { human: "r", assistant: "last" }]],
  ["pairs in arrays", [["q", "a"], ["r", "last"]]],
  ["texts that take turns (UltraChat)", ["q", "a", "r", "last"]],
  ["WildChat's members", [
    { role: "user", content: "q", country: "X", toxic: false, turn_identifier: 1n, header: { "user-agent": "u" } },
    { role: "assistant", content: "a", language: "English", name: null, tool_calls: [] },
    { role: "user", content: "r", hashed_ip: "h" },
  ]],
  ["an answer at both ends", [{ from: "gpt", value: "0" }, ...ASKED, { from: "gpt", value: "z" }]],
];

for (const [name, values] of FORMS) {
  Deno.test(`toMessages() reads ${name}`, () => deepStrictEqual(toMessages(values), ASKED));
}

Deno.test("toMessages() keeps system prompts before the first question, and calls with their results", () => {
  const call = { role: "assistant", content: "", tool_calls: [{ id: "1", type: "function" }] };
  const result = { role: "tool", tool_call_id: "1", content: "42" };
  const values = [{ from: "system", value: "s" }, { from: "gpt", value: "hi" }, ASKED[0], call, result];
  const { content: _empty, ...sent } = call;
  deepStrictEqual(toMessages(values), [{ role: "system", content: "s" }, ASKED[0], { ...sent, content: "" }, result]);
});

Deno.test("toMessages() sends what a tool said without a call as the user's", () => {
  deepStrictEqual(toMessages([{ from: "human", value: "q" }, { from: "observation", value: "42" }]).at(-1), {
    role: "user",
    content: "42",
  });
});

const ODD: readonly (readonly [string, readonly unknown[], RegExp])[] = [
  ["nothing", [], /has no messages/],
  ["one answer", [{ from: "gpt", value: "a" }], /has no message of a user/],
  ["a strange role", [{ from: "narrator", value: "a" }], /has the unknown role "narrator" in message 1/],
  ["no role", [{ content: "a" }], /does not say who speaks in message 1/],
  ["an empty question", [{ from: "human", value: " " }], /has no text in message 1/],
  ["a number", [1], /neither an object nor text/],
];

for (const [name, values, message] of ODD) {
  Deno.test(`toMessages() refuses ${name}`, () => throws(() => toMessages(values), { name: "BadLineError", message }));
}
