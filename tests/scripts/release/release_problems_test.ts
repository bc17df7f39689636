import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { findReleaseProblems, type ReleaseState } from "../../../scripts/release/release_problems.ts";

const READY: ReleaseState = {
  version: "1.2.3",
  versionModule: `/** The version. */\nexport const VERSION = "1.2.3";\n`,
  changelog: "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n- Adds a thing\n\n## [1.2.2] - 2026-01-01\n",
  gitStatus: "",
};

Deno.test("findReleaseProblems() finds nothing in a tree that can be released", () => {
  assertEquals(findReleaseProblems(READY), []);
});

const CASES: readonly (readonly [what: string, change: Partial<ReleaseState>, problem: string])[] = [
  [
    "a program of another version",
    { versionModule: `export const VERSION = "1.2.2";` },
    'Version of the program is "1.2.2", that of deno.json "1.2.3"',
  ],
  [
    "a changelog without the version",
    { changelog: "## [Unreleased]\n- Adds a thing\n" },
    'CHANGELOG.md has no section "## [1.2.3] - YYYY-MM-DD"',
  ],
  [
    "a version without a date",
    { changelog: "## [1.2.3]\n- Adds a thing\n" },
    'CHANGELOG.md has no section "## [1.2.3] - YYYY-MM-DD"',
  ],
  [
    "an empty section",
    { changelog: "## [1.2.3] - 2026-01-31\n\n## [1.2.2] - 2026-01-01\n- Adds\n" },
    "CHANGELOG.md says nothing about 1.2.3",
  ],
  ["uncommitted work", { gitStatus: " M main.ts\n?? a.txt\n" }, "Work tree is not clean: main.ts, a.txt"],
];

for (const [what, change, problem] of CASES) {
  Deno.test(`findReleaseProblems() reports ${what}`, () => {
    assertEquals(findReleaseProblems({ ...READY, ...change }), [problem]);
  });
}
