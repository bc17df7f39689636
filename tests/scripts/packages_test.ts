import { deepStrictEqual as assertEquals } from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);
const IMPORT = /(?:from|import)\s*\(?\s*"([^"]+)"/g;

const config: { imports: Record<string, string> } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
/** Some are imported by a part of them alone. */
const packages = Object.keys(config.imports).map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);

Deno.test("each package of deno.json is imported somewhere, and explained in docs/decisions.md", async () => {
  const specifiers = new Set<string>();
  for (const folder of ["src/", "scripts/", "tests/"]) {
    for await (const source of readSources(new URL(folder, ROOT))) {
      for (const [, specifier = ""] of source.matchAll(IMPORT)) specifiers.add(specifier);
    }
  }
  const isUsed = (name: string) => [...specifiers].some((used) => used === name || used.startsWith(`${name}/`));
  assertEquals(packages.filter((name) => !isUsed(name)), []);
  const decisions = await Deno.readTextFile(new URL("docs/decisions.md", ROOT));
  assertEquals(packages.filter((name) => !decisions.includes(`| \`${name}\``)), []);
});

Deno.test("each package has one exact version", () => {
  const inexact = Object.entries(config.imports).filter(([, place]) => !/@\d+\.\d+\.\d+(\/[\w.-]+)*$/.test(place));
  assertEquals(inexact, []);
});

Deno.test("draws of tests have a fixed seed: no test takes fast-check but by tests/support/property.ts", async () => {
  const strangers: string[] = [];
  for await (const source of readSources(new URL("tests/", ROOT))) {
    if (/\bDeno\.test\(/.test(source) && /^import .*from "fast-check"/m.test(source)) {
      strangers.push(source.slice(0, 200));
    }
  }
  assertEquals(strangers, []);
});

async function* readSources(folder: URL): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) yield* readSources(new URL(`${entry.name}/`, folder));
    else if (/\.tsx?$/.test(entry.name)) yield await Deno.readTextFile(new URL(entry.name, folder));
  }
}
