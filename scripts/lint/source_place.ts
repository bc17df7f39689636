import { fileURLToPath } from "node:url";

/** Where a file stands in the project, as far as the house rules care. */
export interface SourcePlace {
  /** Path from the project's root, with slashes: `src/core/clock.ts`. */
  readonly path: string;
  readonly area: "src" | "tests" | "scripts" | "root";
  /** The folder directly under `src`; `undefined` for files elsewhere. */
  readonly layer: string | undefined;
  /** The file's name without folders. */
  readonly name: string;
}

const ROOT = toSlashes(fileURLToPath(new URL("../../", import.meta.url)));

/** Tells where a file stands; paths that are not under the root are taken as relative to it. */
export function locate(filename: string): SourcePlace {
  const full = toSlashes(filename);
  const path = full.startsWith(ROOT) ? full.slice(ROOT.length) : full;
  const parts = path.split("/");
  const name = parts.at(-1) ?? path;
  const top = parts.length > 1 ? parts[0] : undefined;
  const area = top === "src" || top === "tests" || top === "scripts" ? top : "root";
  return { path, area, layer: area === "src" && parts.length > 2 ? parts[1] : undefined, name };
}

/** Resolves a relative specifier of a file against its place; `undefined` for packages. */
export function resolveSpecifier(specifier: string, from: SourcePlace): SourcePlace | undefined {
  if (specifier.startsWith("file:")) return locate(fileURLToPath(new URL(specifier)));
  if (!/^(\.{1,2}\/|\/)/.test(specifier)) return undefined;
  const path = new URL(specifier, `file:///${from.path}`).pathname.slice(1);
  return locate(decodeURIComponent(path));
}

function toSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}
