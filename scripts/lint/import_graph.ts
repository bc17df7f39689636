import { dirname, join, normalize } from "node:path/posix";

/** What each module of a folder imports of it: values, types, and what it loads lazily or starts as a worker. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Every form in which one module of the project names another. */
const FORMS: readonly RegExp[] = [
  /\bfrom\s+"(\.[^"]+\.tsx?)"/g,
  /\bimport\s+"(\.[^"]+\.tsx?)"/g,
  /\bimport\(\s*["`](\.[^"`]+\.tsx?)["`]/g,
  /\bimport\.meta\.resolve\(\s*["`](\.[^"`]+\.tsx?)["`]/g,
  /\bnew URL\(\s*["`](\.[^"`]+\.tsx?)["`],\s*import\.meta\b/g,
];

/** Reads the graph of modules given as texts by path. */
export function readImportGraph(sources: ReadonlyMap<string, string>): ImportGraph {
  const graph = new Map<string, readonly string[]>();
  for (const [path, source] of sources) {
    const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    const found = FORMS.flatMap((form) => [...code.matchAll(form)].map(([, target = ""]) => target));
    const targets = found.map((target) => normalize(join(dirname(path), target)));
    graph.set(path, [...new Set(targets)].filter((target) => sources.has(target)));
  }
  return graph;
}

/** Names the modules that none of the first ones needs, however far away. */
export function findUnreached(graph: ImportGraph, first: readonly string[]): readonly string[] {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const target of graph.get(path) ?? []) visit(target);
  };
  for (const path of first) visit(path);
  return [...graph.keys()].filter((path) => !reached.has(path));
}

/** Finds circles of imports, each as the paths of one way around; empty: there are none. */
export function findImportCycles(graph: ImportGraph): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (path: string): void => {
    const start = way.indexOf(path);
    if (start >= 0) {
      cycles.push([...way.slice(start), path]);
      return;
    }
    if (done.has(path)) return;
    way.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    way.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return cycles;
}
