import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { fc } from "../../support/property.ts";
import { renderPreview, toPreviewJson } from "../../../src/app/dataset/preview_text.ts";
import { describeSession } from "../../../src/app/dataset/session_text.ts";
import { countBars, renderHistogram } from "../../../src/app/dataset/token_histogram.ts";
import type { Session } from "../../../src/core/session.ts";
import { toDataUrl } from "../../../src/datasets/images/data_url.ts";
import { drawImage } from "../../../src/datasets/images/drawing.ts";
import { encodePng } from "../../../src/datasets/images/png.ts";

Deno.test("every value is counted in exactly one of at most eleven bars of one width", () => {
  fc.assert(fc.property(fc.array(fc.nat(1_000_000), { minLength: 1 }), (values) => {
    const bars = countBars(values);
    ok(bars.length <= 11);
    for (const { from, to, count } of bars) {
      strictEqual(count, values.filter((value) => value >= from && value < to).length);
    }
    strictEqual(bars.reduce((sum, { count }) => sum + count, 0), values.length);
    strictEqual(new Set(bars.map(({ from, to }) => to - from)).size, 1);
  }));
});

Deno.test("a histogram has a line for each bar, as wide as asked", () => {
  deepStrictEqual(renderHistogram([1, 2, 2, 2], 20), ["  1 │████ 1", "  2 │████████████ 3"]);
  deepStrictEqual(renderHistogram([], 20), []);
  const lines = renderHistogram([0, 5, 99, 99, 99], 40);
  deepStrictEqual(lines.map((line) => line.trim().split(" │")[0]), [
    ...["0 to 9", "10 to 19", "20 to 29", "30 to 39", "40 to 49"],
    ...["50 to 59", "60 to 69", "70 to 79", "80 to 89", "90 to 99"],
  ]);
  ok(lines.every((line) => line.length <= 40));
});

const png = encodePng(drawImage({ widthPx: 40, heightPx: 30, mode: "L" }, 1));

const SESSIONS: readonly (readonly [string, Session, readonly string[]])[] = [
  ["a message with an image", {
    turns: [{
      input: {
        kind: "messages",
        messages: [{
          role: "user",
          content: [
            { type: "text", text: "What is\n this?" },
            { type: "image_url", image_url: { url: toDataUrl(png, "image/png") } },
            { type: "image_url", image_url: { url: "https://example.org/a.png" } },
          ],
        }],
      },
      maxTokens: 9,
    }],
    label: "chat",
    model: "a",
  }, [
    "Session 1: class chat, model a",
    "  user: What is this?",
    `  user: image 40 x 30, image/png, ${Math.floor(Math.ceil(png.length / 3) * 3)} bytes`,
    "  user: image at https://example.org/a.png",
    "  (at most 9 tokens of reply)",
  ]],
  ["a conversation", {
    turns: [
      { input: { kind: "messages", messages: [{ role: "user", content: "a" }] } },
      { input: { kind: "text", text: "b" }, waitBeforeMs: 20 },
    ],
  }, ["Session 1: 2 turns", "  turn 1", "    user: a", "  turn 2", "    text: b", "  (after 20 ms)"]],
  ["texts", { turns: [{ input: { kind: "texts", texts: ["a", "b", "c", "d", "e"] } }] }, [
    "Session 1",
    "  text 1: a",
    "  text 2: b",
    "  text 3: c",
    "  text 4: d",
    "  … 1 more",
  ]],
  ["a ranking", { turns: [{ input: { kind: "ranking", query: "q", documents: ["a", { text: "b" }] } }] }, [
    "Session 1",
    "  query: q",
    "  document 1: a",
    '  document 2: {"text":"b"}',
  ]],
  ["a body due at a time", {
    turns: [{ input: { kind: "body", body: { prompt: "x" } } }],
    arrivalOffsetMs: 1500,
  }, ["Session 1: due at 1500 ms", '  body: {"prompt":"x"}']],
  ["token ids", { turns: [{ input: { kind: "tokens", ids: [1, 2] } }] }, ["Session 1", "  2 token ids: 1 2"]],
];

for (const [what, session, expected] of SESSIONS) {
  Deno.test(`a preview shows ${what}`, () => deepStrictEqual(describeSession(session, 1), expected));
}

Deno.test("a preview shortens long texts and says how long they are", () => {
  const [, line] = describeSession({ turns: [{ input: { kind: "text", text: "ab ".repeat(500) } }] }, 1);
  match(line ?? "", /^ {2}text: (ab ){66}ab… \(1499 characters\)$/);
});

Deno.test("a preview says how many sessions were counted and how long they are", () => {
  const preview = { sessions: [], tokens: [1, 2, 3], hasMore: true, tokenizer: "t" };
  match(
    renderPreview(preview, 60),
    /^Prompt tokens of the first 3 sessions, counted by t\n {2}from 1 to 3, 2\.0 on average\n/,
  );
  match(
    renderPreview({ ...preview, tokens: [4], hasMore: false }, 60),
    /^Prompt tokens of 1 session, .*\n {2}all of them 4\n/,
  );
  deepStrictEqual(toPreviewJson(preview), {
    sessions: [],
    tokens: { tokenizer: "t", hasMore: true, count: 3, min: 1, mean: 2, max: 3, values: [1, 2, 3] },
  });
});
