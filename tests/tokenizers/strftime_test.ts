import { strictEqual } from "node:assert";
import { strftime } from "../../src/tokenizers/strftime.ts";

const MORNING = new Date(2024, 6, 6, 0, 5, 9);

const CASES: readonly (readonly [string, string])[] = [
  ["%d %B %Y", "06 July 2024"],
  ["%Y-%m-%d %H:%M:%S", "2024-07-06 00:05:09"],
  ["%I:%M %p", "12:05 AM"],
  ["%a, %A %e. %b %y", "Sat, Saturday  6. Jul 24"],
  ["100%% %Q", "100% %Q"],
];

for (const [format, expected] of CASES) {
  Deno.test(`strftime() writes ${format} as ${expected}`, () => strictEqual(strftime(MORNING, format), expected));
}

Deno.test("strftime() counts the hours of the afternoon from 1 to 12", () => {
  strictEqual(strftime(new Date(2024, 0, 1, 12), "%I %p"), "12 PM");
  strictEqual(strftime(new Date(2024, 0, 1, 13), "%I %p"), "01 PM");
});
