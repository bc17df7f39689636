import { ok, strictEqual } from "node:assert";
import { createBoundedCount, MAX_COUNTED_CHARS } from "../../src/tokenizers/bounded_count.ts";
import { loadEmbeddedTokenizer } from "../../src/tokenizers/embedded_tokenizer.ts";

/** Counts as merging would, and keeps the longest text it was given. */
function createCounter() {
  const seen = { longest: 0, chars: 0 };
  const count = createBoundedCount((text) => {
    seen.longest = Math.max(seen.longest, text.length);
    seen.chars += text.length;
    return text.length / 4;
  });
  return { seen, count };
}

for (const unit of ["a", "的", "\n", "-", "7"]) {
  Deno.test(`a run of ${JSON.stringify(unit)} is cut, and nothing of it lost`, () => {
    const { seen, count } = createCounter();
    strictEqual(count(unit.repeat(100_000)), 25_000);
    ok(seen.longest <= 1024);
    strictEqual(seen.chars, 100_000);
  });
}

Deno.test("text of words is counted as one", () => {
  const { seen, count } = createCounter();
  const text = "some words and, more; ".repeat(1000);
  strictEqual(count(text), text.length / 4);
  strictEqual(seen.longest, text.length);
});

Deno.test("more than the bound is counted in proportion", () => {
  const { seen, count } = createCounter();
  strictEqual(count("word ".repeat(MAX_COUNTED_CHARS)), 5 * MAX_COUNTED_CHARS / 4);
  strictEqual(seen.chars, MAX_COUNTED_CHARS);
});

Deno.test("the embedded tokenizer counts a long run of letters to within a thousandth", async () => {
  const tokenizer = await loadEmbeddedTokenizer();
  const run = "ab".repeat(3000);
  const [bounded, whole] = [tokenizer.countTokens(run), tokenizer.encode(run).length];
  ok(Math.abs(bounded - whole) <= Math.ceil(whole / 100), `${bounded} where ${whole}`);
});
