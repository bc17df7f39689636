import { fileURLToPath } from "node:url";
import { DataError, reasonOf } from "../errors.ts";
import { parseImports } from "./parse_imports.ts";

/** A module as JavaScript. */
export interface SourceModule {
  readonly code: string;
  /** Its file is TypeScript. */
  readonly isTyped: boolean;
}

const TYPED = /\.[mc]?ts$/;
const PLAIN = /\.[mc]?js$/;

/** Collects a module and all that it reaches by relative imports, by address. */
export async function collectModules(entry: string): Promise<ReadonlyMap<string, SourceModule>> {
  const modules = new Map<string, SourceModule>();
  const waiting = [entry];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (modules.has(url)) continue;
    const module = await readModule(url);
    modules.set(url, module);
    waiting.push(...await listImports(url, module.code));
  }
  return modules;
}

async function listImports(url: string, code: string): Promise<string[]> {
  try {
    const imports = await parseImports(code);
    const targets = imports.filter(({ kind }) => kind !== "meta").map(({ specifier }) => new URL(specifier, url).href);
    return targets.filter((target) => TYPED.test(target) || PLAIN.test(target));
  } catch (cause) {
    throw toModuleError(url, cause);
  }
}

async function readModule(url: string): Promise<SourceModule> {
  const isTyped = TYPED.test(url);
  try {
    const source = await Deno.readTextFile(new URL(url));
    return { code: isTyped ? await stripTypes(source) : source, isTyped };
  } catch (cause) {
    throw toModuleError(url, cause);
  }
}

async function stripTypes(source: string): Promise<string> {
  const { transform } = await import("sucrase");
  return transform(source, { transforms: ["typescript"], disableESTransforms: true }).code;
}

function toModuleError(url: string, cause: unknown): DataError {
  const isMissing = cause instanceof Deno.errors.NotFound;
  const reason = isMissing ? "it does not exist" : reasonOf(cause);
  return new DataError(`Cannot read the module "${fileURLToPath(url)}": ${reason}`, { cause });
}
