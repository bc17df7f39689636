import { strictEqual } from "node:assert/strict";
import { groupNumber, groupSetting } from "../../src/core/grouped_number.ts";

for (
  const [value, decimals, text] of [
    [0, 0, "0"],
    [999.5, 0, "1,000"],
    [12345.678, 2, "12,345.68"],
    [-1234567, 0, "-1,234,567"],
    [0.123456, 4, "0.1235"],
  ] as const
) {
  Deno.test(`groupNumber() writes ${value} with ${decimals} decimals as ${text}`, () => {
    strictEqual(groupNumber(value, decimals), text);
  });
}

Deno.test("groupSetting() keeps the decimals that were asked for", () => {
  strictEqual([8, 0.25, 12000, 1500.5].map(groupSetting).join(" "), "8 0.25 12,000 1,500.5");
});
