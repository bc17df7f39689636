import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import type { LiveProbe } from "./probe_live.ts";
import type { PageProbe } from "./probe_page.ts";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of this machine; `null`: there is none, and tests that need one say so. */
export function findBrowser(): string | null {
  const named = Deno.env.get("STREAMGAUGE_TEST_BROWSER");
  return [...named === undefined ? [] : [named], ...CANDIDATES].find(isFile) ?? null;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Opens pages in the browser, by name, and returns what it showed. */
export async function probePages(
  browser: string,
  pages: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, PageProbe>>> {
  let probes: readonly PageProbe[] = [];
  const names = Object.keys(pages);
  await withTemporaryFolder(async (folder) => {
    const files = names.map((name) => `${folder}/${name.replaceAll(" ", "_")}.html`);
    for (const [index, file] of files.entries()) await Deno.writeTextFile(file, pages[names[index] ?? ""] ?? "");
    const pictures = Deno.env.get("STREAMGAUGE_TEST_PICTURES") ?? "";
    probes = await runProbe("probe_page.ts", [browser, pictures, ...files]);
  });
  return Object.fromEntries(names.flatMap((name, index) => probes[index] === undefined ? [] : [[name, probes[index]]]));
}

/** Opens a live page in the browser, lets its run end, and returns what it showed. */
export async function probeLivePage(browser: string): Promise<LiveProbe> {
  return await runProbe("probe_live.ts", [browser]);
}

/** Runs a program of this folder and reads what it prints. */
async function runProbe<Probe>(name: string, words: readonly string[]): Promise<Probe> {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const args = ["run", "-A", "--no-check", script, ...words];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
