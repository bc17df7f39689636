/** What a release is judged by. */
export interface ReleaseState {
  /** The version of `deno.json`. */
  readonly version: string;
  /** The text of the module that holds the program's version. */
  readonly versionModule: string;
  readonly changelog: string;
  /** What `git status --porcelain` prints. */
  readonly gitStatus: string;
}

/** Lists what keeps a tree from being released; empty when nothing does. */
export function findReleaseProblems(state: ReleaseState): string[] {
  const { version, versionModule, changelog, gitStatus } = state;
  const problems: string[] = [];
  const programVersion = /VERSION = "([^"]*)"/.exec(versionModule)?.[1];
  if (programVersion !== version) {
    problems.push(`Version of the program is "${programVersion}", that of deno.json "${version}"`);
  }
  const section = readSection(changelog, version);
  if (section === undefined) problems.push(`CHANGELOG.md has no section "## [${version}] - YYYY-MM-DD"`);
  else if (section.trim() === "") problems.push(`CHANGELOG.md says nothing about ${version}`);
  const changed = gitStatus.split("\n").filter((line) => line !== "");
  if (changed.length > 0) problems.push(`Work tree is not clean: ${changed.map((line) => line.slice(3)).join(", ")}`);
  return problems;
}

/** The text below a version's dated heading, up to the next heading of that rank. */
function readSection(changelog: string, version: string): string | undefined {
  const lines = changelog.split(/\r?\n/);
  const heading = new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\] - \\d{4}-\\d{2}-\\d{2}$`);
  const start = lines.findIndex((line) => heading.test(line));
  if (start < 0) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join("\n");
}
