import { deepStrictEqual as assertEquals, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withSimulator } from "../support/simulator.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";

/** What starts the program, what each run loads, and what the machine decides: its event loops' driver and transport. */
const KNOWN = [
  "cli/start_cli.ts",
  "cli/run_modules.ts",
  "shards/links/worker_main.ts",
  "shards/links/driven_loop.ts",
  "transport/kernel/kernel_transport.ts",
  "transport/kernel/probe.ts",
  "transport/socket/socket_transport.ts",
  "transport/fetch_transport.ts",
];

const SOURCE = new URL("../../src/", import.meta.url);
const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

async function runDeno(args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], stdin: "null", env: { NO_COLOR: "1" } });
  const { stdout, stderr } = await command.output();
  return { stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

interface ModuleInfo {
  readonly specifier: string;
  readonly dependencies?: readonly { readonly isDynamic?: boolean; readonly code?: { readonly specifier?: string } }[];
}

/** The modules that come with others, without those that are loaded lazily. */
async function listWith(roots: readonly string[]): Promise<Set<string>> {
  // What a worker starts with is not imported by anybody.
  const graphs = await Promise.all(["cli/start_cli.ts", "shards/links/worker_main.ts"].map(readModules));
  const byName = new Map(graphs.flat().map((module) => [module.specifier, module]));
  const reached = new Set(roots.map((root) => new URL(root, SOURCE).href));
  for (const name of reached) {
    for (const { isDynamic, code } of byName.get(name)?.dependencies ?? []) {
      if (isDynamic !== true && code?.specifier !== undefined) reached.add(code.specifier);
    }
  }
  return reached;
}

async function readModules(root: string): Promise<readonly ModuleInfo[]> {
  const { stdout } = await runDeno(["info", "--json", "--quiet", fileURLToPath(new URL(root, SOURCE))]);
  return JSON.parse(stdout).modules;
}

Deno.test("all modules that a plain run loads come with the list of what each run loads", async () => {
  await withTemporaryFolder(async (folder) => {
    await withSimulator({}, async ({ url }) => {
      const options = ["--url", url, "--model", "m", "--prompt", "hi", "--number", "1", "--outputs-dir", folder];
      const { stderr } = await runDeno(["run", "-A", "--log-level=debug", MAIN, "perf", ...options]);
      const told = stderr.matchAll(/code cache (?:\w+ )?for ES module: (file:[^\s,]+)/g);
      const loaded = new Set([...told].map(([, name = ""]) => name));
      const ours = [...loaded].filter((name) => name.startsWith(SOURCE.href));
      ok(ours.length > 100, `the runtime tells of ${ours.length} modules alone`);
      const listed = await listWith(KNOWN);
      assertEquals(ours.filter((name) => !listed.has(name)).map((name) => name.slice(SOURCE.href.length)), []);
    });
  });
});
