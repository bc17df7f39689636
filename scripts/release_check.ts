/** Checks that this tree can be released: versions agree, the changelog tells of it, nothing is uncommitted. */
import { print, warn } from "./print.ts";
import { findReleaseProblems } from "./release/release_problems.ts";

const root = new URL("../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));
const git = new Deno.Command("git", { args: ["status", "--porcelain"], cwd: root, stdin: "null" }).outputSync();
if (!git.success) throw new Error(`"git status" failed: ${new TextDecoder().decode(git.stderr)}`);

const version: string = JSON.parse(await read("deno.json")).version;
const problems = findReleaseProblems({
  version,
  versionModule: await read("src/core/version.ts"),
  changelog: await read("CHANGELOG.md"),
  gitStatus: new TextDecoder().decode(git.stdout),
});
for (const problem of problems) warn(problem);
if (problems.length === 0) print(`Version ${version} can be released`);
Deno.exitCode = problems.length === 0 ? 0 : 1;
