import { deepStrictEqual, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";

interface Dependency {
  readonly code?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

interface Graph {
  readonly redirects: Readonly<Record<string, string>>;
  readonly modules: readonly { readonly specifier: string; readonly dependencies?: readonly Dependency[] }[];
}

async function readGraph(path: string): Promise<Graph> {
  const args = ["info", "--json", fileURLToPath(new URL(`../../${path}`, import.meta.url))];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stdin: "null", stderr: "null" }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** What is loaded with a module, before anything is asked for by `import()`. */
function loadedWith({ modules, redirects }: Graph, first: string): ReadonlySet<string> {
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const seen = new Set<string>();
  const waiting = [first];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const name = redirects[next] ?? next;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const { code, isDynamic } of byName.get(name)?.dependencies ?? []) {
      if (isDynamic !== true && code?.specifier !== undefined) waiting.push(code.specifier);
    }
  }
  return seen;
}

Deno.test("A23: a run without --agents loads nothing of agents, and nothing of NATS", async () => {
  const graph = await readGraph("src/app/perf/run_perf.ts");
  const roots = graph.modules.map(({ specifier }) => specifier);
  const open = roots.find((specifier) => specifier.endsWith("src/app/perf/open_host.ts"));
  const run = roots.find((specifier) => specifier.endsWith("src/app/perf/run_perf.ts"));
  ok(run !== undefined && open === undefined, "the host is chosen by the command, not by the run");
  const loaded = [...loadedWith(graph, run)];
  deepStrictEqual(loaded.filter((specifier) => /@nats-io|src\/agents\/|src\/app\/(agents|bus)\//.test(specifier)), []);
  ok(loaded.length > 50, "the graph of the run was read");

  const command = await readGraph("main.ts");
  const host = command.modules.find(({ specifier }) => specifier.endsWith("src/app/perf/open_host.ts"));
  ok(host !== undefined);
  const withHost = [...loadedWith(command, host.specifier)];
  deepStrictEqual(withHost.filter((specifier) => /@nats-io|src\/agents\//.test(specifier)), []);
  ok(host.dependencies?.some(({ isDynamic, code }) => isDynamic && code?.specifier?.includes("agents_host")));
});
