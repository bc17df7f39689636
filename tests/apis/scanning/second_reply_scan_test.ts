import assert from "node:assert/strict";
import { TemplateMemory } from "../../../src/apis/scanning/template_memory.ts";
import { readReply } from "./read_reply.ts";

const sse = (events: readonly unknown[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
const pieces = (toEvent: (text: string) => unknown) => sse(["one", " two", " three", " four"].map(toEvent));

/** Streams whose events mean more than the text they bring, also in a reply where each of them is known. */
const STREAMS: Readonly<Record<string, string>> = {
  "two choices in each event": pieces((content) => ({
    choices: [{ index: 0, delta: { content } }, { index: 1, delta: {} }],
  })),
  "a usage of the prompt alone, and the text once more": pieces((content) => ({
    choices: [{ delta: { content } }],
    usageMetadata: { promptTokenCount: 5 },
  })) + sse([{ choices: [{ delta: { content: "one two three four" } }], usageMetadata: { promptTokenCount: 5 } }]),
  "deltas after texts, then the whole message": pieces((text) => ({ choices: [{ text }] })) +
    sse([{ choices: [{ delta: { content: " five" } }] }, { choices: [{ message: { content: "all" } }] }]),
  "no blank line between events": pieces((content) => ({ choices: [{ delta: { content } }] })).replaceAll("\n\n", "\n"),
  "numbers that JSON has not": pieces((content) => ({ choices: [{ delta: { content }, logprobs: [0] }] }))
    .replaceAll("[0]", "[NaN, -Infinity]"),
  "thinking under other names": pieces((thinking) => ({ choices: [{ delta: { thinking } }] })) +
    pieces((text) => ({ choices: [{ delta: { reasoning_text: text } }] })),
  "sound beside the text": pieces((content) => ({ choices: [{ delta: { content, audio: { data: "AAAA" } } }] })),
  "bytes that are no UTF-8 in a member that nobody reads": pieces((content) => ({
    x: "\u00ff",
    choices: [{ delta: { content } }],
  })),
};

for (const [name, text] of Object.entries(STREAMS)) {
  Deno.test(`a second reply is read as the first: ${name}`, () => {
    const latin1 = Uint8Array.from(text, (char) => char.charCodeAt(0));
    const templates = new TemplateMemory();
    readReply([latin1], templates);
    assert.deepEqual(readReply([latin1], templates).facts, readReply([latin1], null).facts);
  });
}
