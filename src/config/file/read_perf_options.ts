import type { Problem } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { OptionSpec } from "../option_spec.ts";
import { PERF_OPTIONS, PERF_TABLE, type PerfValues } from "../options/perf_options.ts";
import { createArgumentLayer } from "../parsing/argument_layer.ts";
import { createEnvironmentLayer, type Environment, suspectVariables } from "../parsing/environment.ts";
import { type MergedOptions, mergeLayers, type ParsedOptions } from "../parsing/parse_options.ts";
import type { ValueLayer } from "../parsing/value_layer.ts";
import { describeOtherRun, type EarlierRun, readEarlierRun } from "./earlier_run.ts";
import { createCallLayer, createFileLayer, type ReadLayer } from "./object_layer.ts";

/** What the user gave for `perf`: a command line or the options of a call, and the environment. */
export interface PerfInput {
  readonly argv?: readonly string[];
  /** Options by key, as in a configuration file. */
  readonly options?: JsonObject;
  readonly env: Environment;
}

/** The options of `perf`, read and not yet judged. */
export interface PerfOptions extends ParsedOptions<PerfValues> {
  /** The run to go on with (`--resume`); `null`: none, or one that cannot be read. */
  readonly earlier: EarlierRun | null;
}

/**
 * Reads what the user gave without judging how it goes together: the command line or a call's options win over the
 * environment, that over the file of `--config`, that over the arguments in the folder of `--resume`, those over defaults.
 */
export async function readPerfOptions(input: PerfInput): Promise<PerfOptions> {
  const typed = readTyped(input);
  const path = findText(PERF_TABLE.config, typed.layers);
  return combine(typed, path === null ? null : await loadFileLayer(path, input.env));
}

/** Does what `readPerfOptions` does where no file is configured, at once. */
export function readTypedPerfOptions(input: PerfInput): PerfOptions {
  const typed = readTyped(input);
  if (findText(PERF_TABLE.config, typed.layers) !== null) {
    throw new Error("A configuration file takes time to read: use readPerfOptions()");
  }
  return combine(typed, null);
}

/** What was given without any file. */
interface TypedInput extends Pick<ParsedOptions, "words" | "problems" | "notes"> {
  readonly layers: readonly ValueLayer[];
}

function readTyped({ argv = [], options, env }: PerfInput): TypedInput {
  const typed = createArgumentLayer(PERF_OPTIONS, argv);
  const call = options === undefined ? null : createCallLayer(options, PERF_OPTIONS);
  return {
    layers: [typed.layer, ...(call === null ? [] : [call.layer]), createEnvironmentLayer(env)],
    words: typed.words,
    problems: [...(call?.problems ?? []), ...typed.problems],
    notes: [...suspectVariables(PERF_OPTIONS, env), ...(call?.notes ?? []), ...typed.notes],
  };
}

function combine(typed: TypedInput, file: ReadLayer | null): PerfOptions {
  const above = file === null ? typed.layers : [...typed.layers, file.layer];
  const folder = findText(PERF_TABLE.resume, above);
  const found = folder === null ? null : readEarlierRun(folder);
  const earlier = found !== null && "layer" in found ? found : null;
  const merged = mergeLayers(PERF_OPTIONS, earlier === null ? above : [...above, earlier.layer]);
  const wrong: readonly Problem[] = found === null ? [] : "layer" in found ? describeOtherRun(found, merged) : [found];
  return toPerfOptions({
    ...merged,
    words: typed.words,
    problems: [...typed.problems, ...merged.problems, ...(file?.problems ?? []), ...wrong],
    notes: [...typed.notes, ...(file?.notes ?? []), ...merged.notes],
    earlier,
  });
}

/** Gives the values their types. */
function toPerfOptions(merged: MergedOptions & Omit<PerfOptions, "values">): PerfOptions {
  // `OptionTable<PerfValues>` ties each schema and default to the type of its key, so this only names what holds.
  return { ...merged, values: merged.values as unknown as PerfValues };
}

/** The text of an option that says where more options are; a text that cannot be used is told with the others. */
function findText(spec: OptionSpec, layers: readonly ValueLayer[]): string | null {
  const found = layers.map((layer) => layer.find(spec)).find((value) => value !== null) ?? null;
  return found === null || found === "unusable" || typeof found.raw !== "string" || found.raw === "" ? null : found.raw;
}

async function loadFileLayer(path: string, env: Environment): Promise<ReadLayer> {
  const { readConfigFile } = await import("./config_file.ts");
  const read = await readConfigFile(path, env);
  const { layer, problems, notes } = createFileLayer(read.values, PERF_OPTIONS, { path, text: read.text });
  return { layer, problems: [...read.problems, ...problems], notes };
}
