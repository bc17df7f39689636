import { fileURLToPath } from "node:url";

/** A module that runs in a worker of its own, as the source names it. */
export interface WorkerModule {
  /** Path of the file on this machine. */
  readonly path: string;
  /** Name in the bundle, without extension. */
  readonly name: string;
}

const WORKER_URL = /new URL\(\s*"(\.{1,2}\/[^"]+)\.ts"\s*,\s*import\.meta\.url\s*,?\s*\)/g;

/**
 * Points the module URLs of a source text into the bundle, where all files lie in one folder:
 * `new URL("../shards/worker_main.ts", import.meta.url)` becomes `new URL("./worker_main.js", import.meta.url)`.
 */
export function pointWorkersIntoBundle(source: string): string {
  return source.replaceAll(WORKER_URL, (_, path: string) => `new URL("./${lastPart(path)}.js", import.meta.url)`);
}

/** Finds the modules that a source file starts as workers. */
export function findWorkerModules(source: string, file: URL): WorkerModule[] {
  return [...source.matchAll(WORKER_URL)].map(([, path = ""]) => ({
    path: fileURLToPath(new URL(`${path}.ts`, file)),
    name: lastPart(path),
  }));
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
