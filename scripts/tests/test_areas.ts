/** Test files that run one after the other in one place. */
export interface TestArea {
  readonly name: string;
  readonly files: readonly string[];
}

/** Areas that take longest, in this order: they start first, so that nothing is left over at the end. */
const LONGEST_FIRST = [
  "recipes_readme",
  "browser",
  "runs_known_commands",
  "transport",
  "metrics",
  "cli",
  "runs",
  "apis",
];
/** Whole runs and processes take so long that their folders are areas of their own. */
const SPLIT = new Set(["cli", "runs"]);

/** All test files below a folder, by area, the longest first. */
export async function readTestAreas(folder: string): Promise<readonly TestArea[]> {
  const areas = new Map<string, string[]>();
  for await (const path of walk(folder)) {
    const name = nameArea(path.slice(folder.length + 1).split("/"));
    areas.set(name, [...areas.get(name) ?? [], path]);
  }
  return [...areas].map(([name, files]) => ({ name, files: files.toSorted() })).toSorted(byPlace);
}

function nameArea([top = "", second = "", ...rest]: readonly string[]): string {
  if (top === "recipes" && second.startsWith("readme")) return "recipes_readme";
  return SPLIT.has(top) && rest.length > 0 ? `${top}_${second}` : top;
}

function byPlace(first: TestArea, second: TestArea): number {
  return placeOf(first) - placeOf(second) || (first.name < second.name ? -1 : 1);
}

function placeOf({ name }: TestArea): number {
  const place = LONGEST_FIRST.findIndex((known) => name === known || name.startsWith(`${known}_`));
  return place < 0 ? LONGEST_FIRST.length : place;
}

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* name === "fixtures" ? [] : walk(path);
    else if (/_test\.tsx?$/.test(name)) yield path;
  }
}
