import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import type { LiveProbe } from "./probe_live.ts";
import type { PageProbe, ProbeTask } from "./probe_page.ts";

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

/** Pages by name. */
type Pages = Readonly<Record<string, string>>;

/** Opens pages in one browser, by name, and returns what it showed of those in all forms and of those that are used only. */
export async function probePages(
  browser: string,
  { inAllForms, used }: { readonly inAllForms: Pages; readonly used: Pages },
): Promise<Readonly<Record<string, PageProbe>>> {
  const pages = Object.entries({ ...inAllForms, ...used });
  return await withTemporaryFolder(async (folder) => {
    const tasks = pages.map(([name]) => ({
      file: `${folder}/${name.replaceAll(" ", "_")}.html`,
      isShownInAllForms: name in inAllForms,
    }));
    for (const [index, { file }] of tasks.entries()) await Deno.writeTextFile(file, pages[index]?.[1] ?? "");
    const task: ProbeTask = {
      executablePath: browser,
      pictures: Deno.env.get("STREAMGAUGE_TEST_PICTURES") ?? "",
      pages: tasks,
    };
    const probes = await runProbe<readonly PageProbe[]>("probe_page.ts", [JSON.stringify(task)]);
    return Object.fromEntries(pages.flatMap(([name], index) => {
      const probe = probes[index];
      return probe === undefined ? [] : [[name, probe]];
    }));
  });
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
