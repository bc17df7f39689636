import { strictEqual } from "node:assert";
import { isAscii, toAscii } from "../../../src/cli/terminal/ascii_text.ts";

const LOCALES: readonly (readonly [Record<string, string>, boolean])[] = [
  [{}, false],
  [{ LC_ALL: "C" }, true],
  [{ LC_ALL: "C.UTF-8" }, false],
  [{ LC_ALL: "", LANG: "POSIX" }, true],
  [{ LC_ALL: "en_US.UTF-8", LANG: "C" }, false],
  [{ LC_CTYPE: "C", LANG: "de_DE.UTF-8" }, true],
];

for (const [env, expected] of LOCALES) {
  Deno.test(`a locale of ${JSON.stringify(env)} has ${expected ? "ASCII alone" : "more than ASCII"}`, () => {
    strictEqual(isAscii(env), expected);
  });
}

Deno.test("tables and marks become ASCII, words of others stay", () => {
  strictEqual(toAscii("┌──┬──┐\n│ 1 │ — │\n└──┴──┘ ✗ 3 × 请求 ≤ 5…"), "+--+--+\n| 1 | - |\n+--+--+ x 3 x 请求 <= 5...");
});
