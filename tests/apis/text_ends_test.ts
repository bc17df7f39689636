import { deepStrictEqual, strictEqual } from "node:assert";
import { fc } from "../support/property.ts";
import { replay } from "./replay.ts";

function eventOf(text: string, isEscaped: boolean): string {
  const json = JSON.stringify(text);
  const written = isEscaped ? json.replaceAll(/[^\x20-\x7e]/g, (char) => `\\u${hex(char)}`) : json;
  return `data: {"id":"1","choices":[{"index":0,"delta":{"content":${written}}}]}\n\n`;
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(4, "0");
}

const END = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

Deno.test("where each event ends in the text is known of all of them, parsed or not, whatever characters they bring", async () => {
  const piece = fc.string({
    unit: fc.constantFrom("a", " w", "é", "水", "😀", '"', "\\", "\n", "/"),
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.boolean(), async (texts, isEscaped) => {
      const outcome = await replay({
        pieces: [...texts.map((text) => eventOf(text, isEscaped)), END],
        countsText: true,
      });
      const { textEnds, kinds } = outcome.chunks;
      strictEqual(outcome.reply.content, texts.join(""));
      const ends = texts.map((_, index) => texts.slice(0, index + 1).join("").length);
      deepStrictEqual([...textEnds ?? []], [...ends, ends.at(-1)]);
      strictEqual(kinds.length, texts.length + 1);
    }),
    { numRuns: 40 },
  );
});

Deno.test("nothing is kept of texts that nobody asks for, nor where the service counts itself", async () => {
  const pieces = [eventOf("a", false), eventOf("b", false), END];
  strictEqual((await replay({ pieces })).chunks.textEnds, undefined);
  const counted = pieces.map((text, index) =>
    text.replace('"choices"', `"usage":{"prompt_tokens":1,"completion_tokens":${index + 1}},"choices"`)
  );
  const { textEnds, tokens } = (await replay({ pieces: counted, countsText: true })).chunks;
  deepStrictEqual([textEnds, [...tokens ?? []]], [undefined, [1, 2, 3]]);
});
