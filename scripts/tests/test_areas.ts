/** Test files that run one after the other in one place. */
export interface TestArea {
  readonly name: string;
  readonly files: readonly string[];
}

/** The many folders that are no area of their own. */
const OTHERS = "others";

/**
 * The areas, those that take longest first, so that nothing is left over at the end. Tests of the folders named here wait
 * for clocks and programs, or count for so long that what ran before them in one place would slow them down. All others
 * run in one go: what they take is mostly the loading of what they test.
 */
export const AREAS: readonly string[] = [
  "browser",
  "cli/behaviours",
  "recipes",
  "runs/known_commands",
  "transport",
  "cli/perf",
  "cli",
  "app",
  OTHERS,
  "runs/perf",
  "metrics",
  "runs",
  "report",
  "cli/local",
  "cli/dataset",
  "runs/local",
  "datasets",
  "shards",
  "tuning",
];

/** All test files below a folder, by area, the longest first. */
export async function readTestAreas(folder: string): Promise<readonly TestArea[]> {
  const areas = new Map<string, string[]>();
  for await (const path of walk(folder)) {
    const name = nameArea(path.slice(folder.length + 1).split("/"));
    areas.set(name, [...areas.get(name) ?? [], path]);
  }
  return [...areas].map(([name, files]) => ({ name, files: files.toSorted() })).toSorted(byPlace);
}

/** The smallest folder that is an area and holds the file. */
function nameArea([top = "", second = ""]: readonly string[]): string {
  return [`${top}/${second}`, top].find((name) => AREAS.includes(name)) ?? OTHERS;
}

function byPlace(first: TestArea, second: TestArea): number {
  return AREAS.indexOf(first.name) - AREAS.indexOf(second.name);
}

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* name === "fixtures" ? [] : walk(path);
    else if (/_test\.tsx?$/.test(name)) yield path;
  }
}
