import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fixed } from "../../src/core/value_distribution.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator_options.ts";
import { withSimulator } from "../support/simulator.ts";
import { exchangeRaw, toEvents } from "./raw_exchange.ts";

// deno-lint-ignore no-explicit-any -- replies are read as their clients read them
type Event = any;

const CHAT = { model: "m", stream: true, messages: [{ role: "user", content: "Hello there" }] };

async function readEvents(simulator: Simulator, body: Record<string, unknown> = {}): Promise<Event[]> {
  const { chunks } = await exchangeRaw(simulator, { body: { ...CHAT, ...body } });
  const events = toEvents(chunks);
  strictEqual(events.at(-1), "[DONE]");
  return events.slice(0, -1).map((event) => JSON.parse(event));
}

function textOf(events: readonly Event[], pick: (delta: Event) => unknown): string {
  return events.map((event) => pick(event.choices?.[0]?.delta ?? {}) ?? "").join("");
}

/** Streams the same reply under settings and gives its events. */
async function stream(options: Partial<SimulatorOptions>, body: Record<string, unknown> = {}): Promise<Event[]> {
  return await withSimulator(options, (simulator) => readEvents(simulator, body));
}

Deno.test("a chat stream is the role, a token an event, the finish, [DONE]", async () => {
  await withSimulator({}, async (simulator) => {
    const { text, chunks, end } = await exchangeRaw(simulator);
    match(text, /^HTTP\/1\.1 200 OK\r\n/);
    match(text, /\r\ncontent-type: text\/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n/);
    match(text, /\r\n0\r\n\r\n$/);
    strictEqual(end, "eof");
    const events = toEvents(chunks);
    strictEqual(events.length, chunks.length);
    const deltas = events.slice(0, -1).map((event) => JSON.parse(event).choices[0]);
    deepStrictEqual(deltas[0].delta, { role: "assistant", content: "" });
    for (const { delta, finish_reason } of deltas.slice(1, 9)) {
      match(delta.content, /^ \S+$/);
      strictEqual(finish_reason, null);
    }
    deepStrictEqual([deltas[9].delta, deltas[9].finish_reason], [{}, "stop"]);
    strictEqual(events.length, 11);
  });
});

Deno.test("the reason length stands on the event with the last text, as in vLLM", async () => {
  const events = await stream({}, { max_tokens: 3 });
  strictEqual(events.length, 4);
  const [choice] = events[3].choices;
  strictEqual(choice.finish_reason, "length");
  ok(choice.delta.content.length > 1);
});

Deno.test("a completions stream has texts and no role", async () => {
  await withSimulator({}, async (simulator) => {
    const body = { prompt: "Hi", stream: true, stream_options: { include_usage: true } };
    const { chunks } = await exchangeRaw(simulator, { path: "/v1/completions", body });
    const events = toEvents(chunks).slice(0, -1).map((event) => JSON.parse(event));
    strictEqual(events[0].object, "text_completion");
    strictEqual(events.slice(0, 8).every((event) => /^ \S+$/.test(event.choices[0].text)) && events.length, 10);
    deepStrictEqual([events[8].choices[0].text, events[8].choices[0].finish_reason], ["", "stop"]);
    strictEqual(events[9].usage.completion_tokens, 8);
  });
});

Deno.test("streamed and whole replies to the same request have the same text", async () => {
  const text = textOf(await stream({ seed: 5 }), (delta) => delta.content);
  const whole = await withSimulator({ seed: 5 }, async (simulator) => {
    const init = { method: "POST", body: JSON.stringify({ ...CHAT, stream: false }) };
    return await (await fetch(`${simulator.url}/v1/chat/completions`, init)).json();
  });
  strictEqual(whole.choices[0].message.content, text);
});

Deno.test("the same seed sends the same bytes, another seed others", async () => {
  const options = { tokens: { kind: "uniform", min: 5, max: 50 }, faults: [] } as const;
  const send = async (seed: number) => (await stream({ ...options, seed })).map((event) => [event.id, event.choices]);
  const first = await send(1);
  deepStrictEqual(await send(1), first);
  ok(JSON.stringify(await send(2)) !== JSON.stringify(first));
});

Deno.test("without role first, the first token brings the role", async () => {
  const events = await stream({ roleFirst: false });
  deepStrictEqual(Object.keys(events[0].choices[0].delta), ["role", "content"]);
  match(events[0].choices[0].delta.content, /^ \S+$/);
});

Deno.test("n choices come side by side, each with all tokens", async () => {
  const events = await stream({ usage: "on" }, { n: 3, stream_options: { include_usage: true } });
  for (const index of [0, 1, 2]) {
    const own = events.filter((event) => event.choices[0]?.index === index);
    strictEqual(own.length, 10);
  }
  strictEqual(events.at(-1).usage.completion_tokens, 24);
});

Deno.test("reasoning comes first, in the field asked for", async () => {
  const settings = { reasoningTokens: fixed(3), usage: "on" } as const;
  const body = { stream_options: { include_usage: true } };
  for (const reasoningField of ["reasoning_content", "reasoning", "reasoning_details"] as const) {
    const events = await stream({ ...settings, reasoningField }, body);
    const isDetails = reasoningField === "reasoning_details";
    const read = (delta: Event) => isDetails ? delta[reasoningField]?.[0].text : delta[reasoningField];
    strictEqual(textOf(events, read).split(" ").length, 4, reasoningField);
    strictEqual(textOf(events, (delta) => delta.content).split(" ").length, 6);
    ok(reasoningField in events[1].choices[0].delta);
    deepStrictEqual(events.at(-1).usage.completion_tokens_details, { reasoning_tokens: 3 });
  }
});

Deno.test("a tool call is named once and its arguments make JSON", async () => {
  const events = await stream({ toolCall: true });
  const calls = events.flatMap((event) => event.choices[0]?.delta.tool_calls ?? []);
  strictEqual(calls[0].function.name, "search");
  strictEqual(calls.length, 9);
  const text = calls.map((call: Event) => call.function.arguments ?? "").join("");
  deepStrictEqual(Object.keys(JSON.parse(text)), ["query"]);
  strictEqual(events.at(-1).choices[0].finish_reason, "tool_calls");
});

Deno.test("usage comes as the request asks, on each event, in the finish event, or never", async () => {
  const asked = { stream_options: { include_usage: true } };
  const eachAsked = { stream_options: { include_usage: true, continuous_usage_stats: true } };
  const counts = async (usage: SimulatorOptions["usage"], body: Record<string, unknown>) =>
    (await stream({ usage, tokens: fixed(3) }, body)).map((event) => event.usage?.completion_tokens ?? null);
  deepStrictEqual(await counts("on", {}), [null, null, null, null, null]);
  deepStrictEqual(await counts("on", asked), [null, null, null, null, null, 3]);
  deepStrictEqual(await counts("on", eachAsked), [0, 1, 2, 3, 3, 3]);
  deepStrictEqual(await counts("each", {}), [0, 1, 2, 3, 3, 3]);
  deepStrictEqual(await counts("each", { max_tokens: 2 }), [0, 1, 2, 2]);
  deepStrictEqual(await counts("finish", {}), [null, null, null, null, 3]);
  deepStrictEqual(await counts("off", asked), [null, null, null, null, null]);
});

Deno.test("cached tokens are a share of the prompt", async () => {
  const body = { messages: [{ role: "user", content: "x".repeat(400) }], stream_options: { include_usage: true } };
  const events = await stream({ cachedShare: 0.3 }, body);
  deepStrictEqual(events.at(-1).usage.prompt_tokens_details, { cached_tokens: 30 });
});

Deno.test("several tokens share an event, reasoning and content never do", async () => {
  const events = await stream({ tokensPerChunk: 3, reasoningTokens: fixed(4) });
  const words = events.slice(1, -1).map(({ choices: [{ delta }] }) =>
    (delta.content ?? delta.reasoning_content).trim().split(" ").length
  );
  deepStrictEqual(words, [3, 1, 3, 1]);
});

Deno.test("several events share an HTTP chunk, the first token goes alone", async () => {
  await withSimulator({ eventsPerWrite: 3, itlMs: fixed(0.01) }, async (simulator) => {
    const { chunks } = await exchangeRaw(simulator);
    deepStrictEqual(chunks.map((chunk) => toEvents([chunk]).length), [1, 1, 3, 3, 3]);
  });
});

Deno.test("split writes come in other chunks, and together are the same bytes", async () => {
  const options = { text: "multibyte", tokens: fixed(60), seed: 2 } as const;
  const read = async ({ splitWrites }: { splitWrites: boolean }) =>
    await withSimulator({ ...options, splitWrites, itlMs: fixed(splitWrites ? 0 : 0.01) }, async (simulator) => {
      return (await exchangeRaw(simulator)).chunks;
    });
  const whole = await read({ splitWrites: false });
  const halves = await read({ splitWrites: true });
  const texts = (chunks: readonly Uint8Array[]) => toEvents(chunks).map((event) => event.replace(/"created":\d+/, ""));
  deepStrictEqual(texts(halves), texts(whole));
  const isCutInside = (chunk: Uint8Array) => ((chunk[0] ?? 0) & 0xc0) === 0x80;
  ok(!whole.some(isCutInside));
});

Deno.test("split writes cut inside lines and inside characters", async () => {
  const options = { text: "multibyte", tokens: fixed(30), splitWrites: true, itlMs: fixed(1) } as const;
  await withSimulator(options, async (simulator) => {
    const { chunks } = await exchangeRaw(simulator);
    ok(chunks.some((chunk) => ((chunk[0] ?? 0) & 0xc0) === 0x80));
    ok(chunks.some((chunk) => !new TextDecoder().decode(chunk).endsWith("\n\n")));
  });
});

Deno.test("lines may end in CR LF and streams without [DONE]", async () => {
  await withSimulator({ crlf: true, noDone: true }, async (simulator) => {
    const { chunks } = await exchangeRaw(simulator);
    for (const chunk of chunks) match(new TextDecoder().decode(chunk), /^data: [^\r\n]+\r\n\r\n$/);
    strictEqual(JSON.parse(toEvents(chunks).at(-1) ?? "").choices[0].finish_reason, "stop");
  });
});

Deno.test("keep-alive comments come between events and are none", async () => {
  await withSimulator({ keepAliveMs: 2, ttftMs: fixed(20) }, async (simulator) => {
    const { chunks } = await exchangeRaw(simulator);
    const comments = chunks.filter((chunk) => new TextDecoder().decode(chunk) === ": keep-alive\n\n");
    ok(comments.length > 0);
    strictEqual(toEvents(chunks).length, 11);
  });
});

Deno.test("a request sets its own reply by a header, and hears what it wrote wrong", async () => {
  await withSimulator({}, async (simulator) => {
    const headers = { "x-streamgauge-set": "tokens=2,crlf=true" };
    strictEqual(toEvents((await exchangeRaw(simulator, { headers })).chunks).length, 5);
    strictEqual(toEvents((await exchangeRaw(simulator)).chunks).length, 11);
    const { text } = await exchangeRaw(simulator, { headers: { "x-streamgauge-set": "capacity=1" } });
    match(text, /^HTTP\/1\.1 400 /);
    match(text, /x-streamgauge-set: \\"capacity\\" must be one of ttft/);
  });
});
