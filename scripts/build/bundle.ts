/**
 * Bundles the program into a folder of few modules. `deno compile` embeds whole packages, and each embedded megabyte
 * costs about a millisecond at every start; a bundle embeds only what is used, and keeps lazy imports lazy.
 */
import * as esbuild from "esbuild";
import { isBuiltin } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { localModels, ONNX_RUNTIME_FILE, writeOnnxRuntime } from "./local_models.ts";
import { compileWithModule } from "./eager_functions.ts";
import { embeddedCode } from "./embedded_code.ts";
import { findWorkerModules, pointWorkersIntoBundle, type WorkerModule } from "./worker_modules.ts";

/** Where a bundle is made from and to. */
export interface BundleOptions {
  /** The project's root. */
  readonly root: string;
  /** The module to start with, below the root. */
  readonly entry: string;
  /** Holds `node_modules` with the locked packages. */
  readonly packages: string;
  /** Receives the modules. */
  readonly output: string;
}

/** The modules of a bundle, by name in its folder. */
export interface Bundle {
  readonly main: string;
  readonly workers: readonly string[];
  /** Files that are read, not run. */
  readonly data: readonly string[];
  readonly bytes: number;
  /** Folders of the packages whose code is in the bundle. */
  readonly packageFolders: readonly string[];
}

/** Bundles the program for a binary, which compiles at once what each run needs, and brings its files along. */
export async function bundleProgram(options: BundleOptions): Promise<Bundle> {
  const { workers, metafile } = await bundleModules(options);
  await writeOnnxRuntime(options.packages, options.output);
  await Promise.all(listRunOutputs(metafile).map((path) => compileAtOnce(`${options.root}/${path}`)));
  return {
    main: "main.js",
    workers: workers.map(({ name }) => `${name}.js`),
    data: [ONNX_RUNTIME_FILE],
    bytes: Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0),
    packageFolders: listPackageFolders(Object.keys(metafile.inputs)).map((path) => resolve(options.root, path)),
  };
}

/** The modules alone, of the program and all its workers; shared code is in chunks, lazy imports stay lazy. */
export async function bundleModules(
  options: BundleOptions,
): Promise<{ readonly workers: readonly WorkerModule[]; readonly metafile: esbuild.Metafile }> {
  const workers = await listWorkerModules(`${options.root}/src`);
  const metafile = await runEsbuild(options, workers);
  refuseLazyCommonJs(metafile);
  await Promise.all(Object.keys(metafile.outputs).map((path) => provideRequire(`${options.root}/${path}`)));
  return { workers, metafile };
}

async function runEsbuild(options: BundleOptions, workers: readonly WorkerModule[]): Promise<esbuild.Metafile> {
  try {
    const { metafile } = await esbuild.build({
      absWorkingDir: options.root,
      entryPoints: [{ in: options.entry, out: "main" }, ...workers.map(({ path, name }) => ({ in: path, out: name }))],
      outdir: options.output,
      nodePaths: [`${options.packages}/node_modules`],
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      conditions: ["node", "import"],
      mainFields: ["module", "main"],
      target: "esnext",
      jsx: "automatic",
      jsxImportSource: "preact",
      // Identifiers stay, so that the stack of an internal error can be read.
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: "none",
      charset: "utf8",
      metafile: true,
      logLevel: "warning",
      // The first one that knows a file loads it.
      plugins: [builtinModules, embeddedCode, sourceFiles, localModels],
    });
    return metafile;
  } finally {
    await esbuild.stop();
  }
}

/** Leaves the runtime's own modules out of the bundle, under the names that Deno knows. */
const builtinModules: esbuild.Plugin = {
  name: "builtin modules",
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path }) => {
      if (!isBuiltin(path)) return undefined;
      return { path: path.startsWith("node:") ? path : `node:${path}`, external: true };
    });
  },
};

/** Reads our own sources with the addresses of their workers pointed into the bundle. */
const sourceFiles: esbuild.Plugin = {
  name: "source files",
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, async ({ path }) => {
      if (/[\\/]node_modules[\\/]/.test(path)) return undefined;
      return {
        contents: pointWorkersIntoBundle(await Deno.readTextFile(path)),
        loader: path.endsWith("x") ? "tsx" : "ts",
      };
    });
  },
};

/** The source that lists what each run of `perf` loads. */
const RUN_MODULES = "src/cli/run_modules.ts";

/** The modules of the bundle that each run of `perf` loads. */
function listRunOutputs({ outputs }: esbuild.Metafile): string[] {
  const first = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === RUN_MODULES)?.[0];
  if (first === undefined) throw new Error(`${RUN_MODULES} is not in the bundle`);
  const found = new Set([first]);
  // A set that grows while it is walked through is walked through to its new end.
  for (const path of found) {
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && imported in outputs) found.add(imported);
    }
  }
  return [...found];
}

async function compileAtOnce(path: string): Promise<void> {
  await Deno.writeTextFile(path, compileWithModule(await Deno.readTextFile(path)));
}

/** CommonJS packages call `require` for the runtime's modules, which an ES module does not have by itself. */
async function provideRequire(path: string): Promise<void> {
  const code = await Deno.readTextFile(path);
  if (!/\btypeof require\b/.test(code)) return;
  await Deno.writeTextFile(path, `const require=(name)=>process.getBuiltinModule(name);${code}`);
}

/** A lazily imported CommonJS package has only a default export in a bundle, unlike in the runtime. */
function refuseLazyCommonJs({ inputs }: esbuild.Metafile): void {
  for (const [importer, { imports }] of Object.entries(inputs)) {
    const found = imports.find(({ path, kind }) => kind === "dynamic-import" && inputs[path]?.format === "cjs");
    if (found === undefined) continue;
    throw new Error(
      `${importer} imports ${found.path} lazily, but it is CommonJS: import it from a lazy module of ours`,
    );
  }
}

async function listWorkerModules(folder: string): Promise<WorkerModule[]> {
  const found = new Map<string, string>();
  for await (const path of walkSources(folder)) {
    for (const worker of findWorkerModules(await Deno.readTextFile(path), pathToFileURL(path))) {
      const other = found.get(worker.name);
      if (other !== undefined && other !== worker.path) {
        throw new Error(`Two workers would be "${worker.name}.js" in the bundle: ${other} and ${worker.path}`);
      }
      found.set(worker.name, worker.path);
    }
  }
  return [...found].map(([name, path]) => ({ name, path }));
}

async function* walkSources(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* walkSources(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

/** The folders of the packages that hold these files. */
export function listPackageFolders(inputs: readonly string[]): string[] {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}
