import assert from "node:assert/strict";
import { CHUNK_KINDS } from "../../../src/core/chunk_kind.ts";
import { createOllamaDialect } from "../../../src/apis/ollama/ollama_dialect.ts";
import { replay, replayEvents } from "../replay.ts";

const delta = (members: Record<string, unknown>, index = 0) => ({ choices: [{ index, delta: members }] });
const finish = (reason: string, index = 0) => ({ choices: [{ index, delta: {}, finish_reason: reason }] });

Deno.test("a reply whose only choice is counted from 1 is read as one with index 0", async () => {
  const events = [delta({ content: "a" }, 1), delta({ content: "b" }, 1), finish("stop", 1)];
  const { reply, finishReason, notes, failure } = await replayEvents(...events, "[DONE]");
  assert.deepEqual([reply.content, finishReason, notes, failure], ["ab", "stop", [], null]);
  const body = { choices: [{ index: 1, message: { content: "whole" }, finish_reason: "stop" }] };
  const whole = await replay({ pieces: [JSON.stringify(body)], contentType: "application/json", isStream: false });
  assert.deepEqual([whole.reply.content, whole.finishReason, whole.notes], ["whole", "stop", []]);
});

Deno.test("where several choices were asked for, choice 0 is the reply, whichever comes first", async () => {
  const events = [delta({ content: "b" }, 1), delta({ content: "a" }), finish("stop", 1), finish("length"), "[DONE]"];
  for (const asked of [{ n: 2 }, { prompt: ["one", "two"] }]) {
    const pieces = events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`);
    const body = new TextEncoder().encode(JSON.stringify(asked));
    const { reply, finishReason, notes } = await replay({ pieces, body });
    assert.deepEqual([reply.content, finishReason, notes], ["a", "length", ["several_choices"]]);
  }
});

for (const mark of ["[DONE]", "[done]", " [DONE] ", '"[DONE]"']) {
  Deno.test(`${JSON.stringify(mark)} ends a stream, and an error behind it is none of the reply`, async () => {
    const { reply, failure } = await replayEvents(
      delta({ content: "a" }),
      mark,
      { error: "late" },
    );
    assert.deepEqual([reply.content, failure], ["a", null]);
  });
}

Deno.test("events that bring the whole text so far may bring it again", async () => {
  const texts = ["One", "One two", "One two three", "One two three"];
  const { reply, notes, chunks } = await replayEvents(...texts.map((content) => delta({ content })), finish("stop"));
  assert.deepEqual([reply.content, notes], ["One two three", ["cumulative_text"]]);
  assert.deepEqual([...chunks.kinds].filter((code) => CHUNK_KINDS[code] === "content").length, 3);
  assert.equal(
    (await replayEvents(...["ha", "ha", "ha"].map((content) => delta({ content })), finish("stop"))).reply.content,
    "hahaha",
  );
});

Deno.test("an event that is a sentence and nothing else is an error, beside other members it is not", async () => {
  const { failure } = await replayEvents({ detail: "Not authenticated" });
  assert.deepEqual([failure?.kind, failure?.message], ["error_in_stream", "Not authenticated"]);
  assert.equal(
    (await replayEvents({ message: "queued", place: 2 }, delta({ content: "a" }), finish("stop"))).failure,
    null,
  );
});

Deno.test("an event stream that is called JSON is read as one, with a note", async () => {
  const pieces = [delta({ content: "a" }), finish("stop")].map((event) => `data: ${JSON.stringify(event)}\n\n`);
  const { reply, notes, failure } = await replay({ pieces, contentType: "application/json" });
  assert.deepEqual([reply.content, notes, failure], ["a", ["unnamed_stream"], null]);
});

for (const name of ["data", "output", "result", "response", "body", "message"]) {
  Deno.test(`events that a gateway put under ${name} are read, usage and end included`, async () => {
    const usage = { usage: { prompt_tokens: 7, completion_tokens: 2 } };
    const events = [delta({ content: "a" }), { ...delta({ content: "b" }), ...usage }, finish("stop")];
    const wrapped = events.map((event) => ({ code: 0, [name]: event }));
    const { reply, usage: stated, finishReason, failure } = await replayEvents(...wrapped);
    assert.deepEqual([reply.content, finishReason, failure], ["ab", "stop", null]);
    assert.deepEqual([stated?.promptTokens, stated?.completionTokens], [7, 2]);
    const body = { [name]: { choices: [{ message: { content: "whole" }, finish_reason: "stop" }] }, ...usage };
    const whole = await replay({ pieces: [JSON.stringify(body)], contentType: "application/json", isStream: false });
    assert.deepEqual([whole.reply.content, whole.usage?.completionTokens, whole.failure], ["whole", 2, null]);
  });
}

Deno.test("an event that a gateway put into its own as a text is read, and an error in one is an error", async () => {
  const { reply } = await replayEvents({ data: JSON.stringify(delta({ content: "a" })) }, finish("stop"));
  assert.equal(reply.content, "a");
  const { failure } = await replayEvents({ data: { error: { message: "too busy" } } });
  assert.match(failure?.message ?? "", /too busy/);
});

for (const held of [{ code: 1001, msg: "quota used up" }, { success: false, message: "quota used up" }]) {
  Deno.test(`an error as ${JSON.stringify(held)} is one inside a gateway's event and outside`, async () => {
    for (const event of [held, { code: 0, data: held }, [held]]) {
      const { failure } = await replayEvents(event);
      assert.deepEqual([failure?.kind, failure?.message], ["error_in_stream", "quota used up"]);
    }
  });
}

Deno.test("events and bodies that are lists of one object are read as the object", async () => {
  const { reply, finishReason, failure } = await replayEvents([delta({ content: "a" })], [finish("stop")], "[DONE]");
  assert.deepEqual([reply.content, finishReason, failure], ["a", "stop", null]);
  const body = [{ choices: [{ message: { content: "whole" }, finish_reason: "stop" }] }];
  const whole = await replay({ pieces: [JSON.stringify(body)], contentType: "application/json", isStream: false });
  assert.deepEqual([whole.reply.content, whole.failure], ["whole", null]);
});

Deno.test("a reply of another API fails with what it holds, one with choices without", async () => {
  const tokens = ["a", "b"].map((text) => ({ token: { text }, generated_text: null }));
  const { failure } = await replayEvents(...tokens);
  assert.match(failure?.message ?? "", /no "choices" but "token", "generated_text": is --api right\?$/);
  const cut = await replayEvents({ type: "ping" }, delta({ content: "a" }));
  assert.equal(cut.failure?.kind, "truncated");
  assert.doesNotMatch(cut.failure.message, /--api/);
});

Deno.test("a stream of events as lines of JSON is read as one", async () => {
  const events = [delta({ content: "a" }), delta({ content: "b" }), finish("stop")];
  const pieces = events.map((event) => `${JSON.stringify(event)}\n`);
  for (const contentType of ["application/x-ndjson", "application/jsonl", "application/stream+json"]) {
    const { reply, finishReason, failure, chunks } = await replay({ pieces, contentType });
    assert.deepEqual([reply.content, finishReason, failure], ["ab", "stop", null]);
    assert.deepEqual([...chunks.atMs].length, 3);
  }
  const framed = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  assert.equal((await replay({ pieces: framed, contentType: "application/x-ndjson" })).reply.content, "ab");
});

Deno.test("events that are framed twice are read", async () => {
  const events = [JSON.stringify(delta({ content: "a" })), JSON.stringify(finish("stop")), "[DONE]"];
  const { reply, finishReason, failure } = await replay({ pieces: events.map((event) => `data: data: ${event}\n\n`) });
  assert.deepEqual([reply.content, finishReason, failure], ["a", "stop", null]);
});

Deno.test("a part of content and a tool call that are in no list are read", async () => {
  const called = { tool_calls: { function: { name: "f", arguments: "{}" } } };
  const { reply } = await replayEvents(delta({ content: { type: "text", text: "a" } }), delta(called), finish("stop"));
  assert.deepEqual([reply.content, reply.toolCalls], ["a", '[{"id":"","name":"f","arguments":"{}"}]']);
});

for (const refusal of [{ status: "fail", reason: "too busy" }, { ok: false, error_message: "too busy" }]) {
  Deno.test(`${JSON.stringify(refusal)} with status 200 is an error`, async () => {
    const pieces = [JSON.stringify(refusal)];
    const { failure } = await replay({ pieces, contentType: "application/json", isStream: false });
    assert.deepEqual([failure?.kind, failure?.message], ["error_in_stream", "too busy"]);
  });
}

Deno.test("a page in the place of a reply fails with its title", async () => {
  const { failure } = await replay({ pieces: ["<html><title>Sign in</title></html>"], contentType: "text/html" });
  assert.equal(failure?.kind, "wrong_content_type");
  assert.match(failure?.message ?? "", /"text\/html", neither an event stream nor JSON: Sign in$/);
});

Deno.test("an event that is a list of several is each of them, which all came in one read", async () => {
  const usage = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } };
  const pieces = [
    [delta({ role: "assistant" }), delta({ content: "a" })],
    [delta({ content: "b" }), delta({ content: "c" }), finish("stop")],
    [usage, { choices: [] }],
  ].map((list) => `data: ${JSON.stringify(list)}\n\n`);
  const { reply, finishReason, usage: stated, failure, coalescedReads, chunks } = await replay({ pieces });
  assert.deepEqual([reply.content, finishReason, failure], ["abc", "stop", null]);
  assert.deepEqual([stated?.promptTokens, stated?.completionTokens], [7, 3]);
  assert.equal(coalescedReads, 1);
  assert.deepEqual([...chunks.kinds].map((code) => CHUNK_KINDS[code]).filter((kind) => kind === "content").length, 3);
  const { failure: odd } = await replay({ pieces: [`data: [${JSON.stringify(delta({ content: "a" }))}, 3]\n\n`] });
  assert.equal(odd?.kind, "malformed_json");
});

Deno.test("a body that is the list of a stream's events is read as they are, with a note", async () => {
  const events = [delta({ content: "a" }), delta({ content: "b" }), {
    ...finish("stop"),
    usage: { completion_tokens: 2 },
  }];
  const body = { pieces: [JSON.stringify(events)], contentType: "application/json" };
  const { reply, finishReason, usage, notes, failure } = await replay(body);
  assert.deepEqual([reply.content, finishReason, failure], ["ab", "stop", null]);
  assert.deepEqual([usage?.completionTokens, notes], [2, ["not_streamed"]]);
});

Deno.test("a line of Ollama's that is a list of several is each of them", async () => {
  const line = (content: string, done: boolean) => ({ message: { content }, done, eval_count: 2 });
  const pieces = [`${JSON.stringify([line("a", false), line("b", true)])}\n`];
  const dialect = createOllamaDialect("http://service.test/api/chat");
  const { reply, failure } = await replay({ pieces, dialect, contentType: "application/x-ndjson" });
  assert.deepEqual([reply.content, failure], ["ab", null]);
});

for (
  const [name, one] of [
    ["as it is", (choice: unknown) => choice],
    ["by its index", (choice: unknown) => ({ 0: choice })],
  ] as const
) {
  Deno.test(`a single choice that is written ${name} is the reply, streamed or whole`, async () => {
    const choice = (members: object) => ({ choices: one(members) });
    const usage = { prompt_tokens: 4, completion_tokens: 2 };
    const { reply, finishReason, usage: stated, failure } = await replayEvents(
      choice({ delta: { content: "a" } }),
      choice({ delta: { content: "b" } }),
      choice({ delta: {}, finish_reason: "stop", usage }),
    );
    assert.deepEqual([reply.content, finishReason, failure], ["ab", "stop", null]);
    assert.deepEqual([stated?.promptTokens, stated?.completionTokens], [4, 2]);
    const body = choice({ message: { content: "whole" }, finish_reason: "stop" });
    const whole = await replay({ pieces: [JSON.stringify(body)], contentType: "application/json", isStream: false });
    assert.deepEqual([whole.reply.content, whole.failure], ["whole", null]);
  });
}

Deno.test("choices by their indices are as many, and choice 0 is the reply", async () => {
  const both = (a: object, b: object) => ({ choices: { 0: a, 1: b } });
  const { reply, notes, finishReason } = await replayEvents(
    both({ delta: { content: "a" } }, { delta: { content: "x" } }),
    both({ finish_reason: "stop" }, { finish_reason: "length" }),
  );
  assert.deepEqual([reply.content, notes, finishReason], ["a", ["several_choices"], "stop"]);
});
