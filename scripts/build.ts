/**
 * Builds the program into one binary: packages as locked → bundle → `deno compile`.
 *
 *     deno task build [--target x86_64-pc-windows-msvc] [--output dist/streamgauge]
 *
 * DENO_COMPILER names the `deno` to compile with, by default the one that runs this script.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleProgram } from "./build/bundle.ts";
import { compileBinary, type Target, TARGETS } from "./build/compile.ts";
import { gatherLicenses } from "./build/licenses.ts";
import { FONT_LICENSE } from "../src/report/plots/plot_font.ts";
import { installPackages } from "./build/packages.ts";
import { bundleClient } from "./build/report_client.ts";
import { print } from "./print.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url)).replace(/[\\/]$/, "");

async function build(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { target: { type: "string" }, output: { type: "string" }, entry: { type: "string", default: "main.ts" } },
  });
  const target = parseTarget(values.target);
  const output = `${ROOT}/${values.output ?? defaultOutput(target)}`;
  await Deno.mkdir(`${ROOT}/dist`, { recursive: true });
  const temporary = await Deno.makeTempDir({ prefix: "streamgauge_build_" });
  try {
    await installPackages(ROOT, `${temporary}/packages`);
    const folder = `${temporary}/bundle`;
    const bundle = await bundleProgram({
      root: ROOT,
      entry: values.entry,
      packages: `${temporary}/packages`,
      output: folder,
    });
    print(`Bundle: ${formatMegabytes(bundle.bytes)}, ${bundle.packageFolders.length} packages`);
    const compiler = Deno.env.get("DENO_COMPILER") ?? Deno.execPath();
    await compileBinary({ folder, bundle, output, compiler, target });
    // Report pages carry code of their own, as a text in the binary.
    const client = await bundleClient(`${temporary}/packages`);
    const inPages = client.packageFolders.map((path) => resolve(ROOT, path));
    const licenses = await gatherLicenses([...new Set([...bundle.packageFolders, ...inPages])]);
    await Deno.writeTextFile(`${ROOT}/dist/THIRD_PARTY_LICENSES.txt`, `${licenses}\n${FONT_LICENSE}`);
    print(`Binary: ${formatMegabytes((await Deno.stat(output)).size)}, ${output}`);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

function parseTarget(name: string | undefined): Target | null {
  if (name === undefined) return null;
  const target = TARGETS.find((known) => known === name);
  if (target === undefined) throw new Error(`Unknown target "${name}", known are ${TARGETS.join(", ")}`);
  return target;
}

function defaultOutput(target: Target | null): string {
  const isWindows = target === null ? Deno.build.os === "windows" : target.includes("windows");
  const name = target === null ? "streamgauge" : `streamgauge-${target}`;
  return `dist/${name}${isWindows ? ".exe" : ""}`;
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

await build(Deno.args);
