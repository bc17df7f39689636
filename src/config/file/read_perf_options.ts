import type { JsonObject } from "../../core/json.ts";
import { PERF_OPTIONS, type PerfValues } from "../options/perf_options.ts";
import { createEnvironmentLayer, type Environment, suspectVariables } from "../parsing/environment.ts";
import { type ParsedOptions, parseLayers } from "../parsing/parse_options.ts";
import type { ValueLayer } from "../parsing/value_layer.ts";
import { createCallLayer, createFileLayer, type ReadLayer } from "./object_layer.ts";

/** What the user gave for `perf`: a command line or the options of a call, and the environment. */
export interface PerfInput {
  readonly argv?: readonly string[];
  /** Options by key, as in a configuration file. */
  readonly options?: JsonObject;
  readonly env: Environment;
}

/**
 * Reads what the user gave without judging how it goes together: the command line or a call's options win over the
 * environment, that over the file of `--config`, that over defaults.
 */
export async function readPerfOptions({ argv = [], options, env }: PerfInput): Promise<ParsedOptions<PerfValues>> {
  const call = options === undefined ? null : createCallLayer(options, PERF_OPTIONS);
  const above: readonly ValueLayer[] = [...(call === null ? [] : [call.layer]), createEnvironmentLayer(env)];
  const path = parseLayers(PERF_OPTIONS, argv, above).values.config;
  const file = typeof path === "string" ? await loadFileLayer(path, env) : null;
  const parsed = parseLayers(PERF_OPTIONS, argv, file === null ? above : [...above, file.layer]);
  return toPerfOptions({
    ...parsed,
    problems: [...(call?.problems ?? []), ...parsed.problems, ...(file?.problems ?? [])],
    notes: [...suspectVariables(PERF_OPTIONS, env), ...parsed.notes],
  });
}

/** Gives the values their types. */
export function toPerfOptions(parsed: ParsedOptions): ParsedOptions<PerfValues> {
  // `OptionTable<PerfValues>` ties each schema and default to the type of its key, so this only names what holds.
  return { ...parsed, values: parsed.values as unknown as PerfValues };
}

async function loadFileLayer(path: string, env: Environment): Promise<ReadLayer> {
  const { readConfigFile } = await import("./config_file.ts");
  const read = await readConfigFile(path, env);
  const { layer, problems } = createFileLayer(read.values, PERF_OPTIONS, path);
  return { layer, problems: [...read.problems, ...problems] };
}
