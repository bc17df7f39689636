import { join } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { MASK } from "../../core/secret_mask.ts";
import { readJsonFile } from "./json_file.ts";

/** The file of a run's folder that says how the run was asked for. */
const RUN_ARGS_NAME = "run_args.json";
const POINT_ARGS_NAME = "benchmark_args.json";
/** Says where the results went; another run has a place of its own. */
const NOT_REPEATED: ReadonlySet<string> = new Set(["no_timestamp"]);

/** Reads the command line that runs it again, secrets masked; `null`: the folder does not tell. */
export async function readRunCommand(folder: string, points: readonly PointPlace[]): Promise<string | null> {
  const file = await readJsonFile(join(folder, RUN_ARGS_NAME));
  const options = isJsonObject(file) ? file["options"] : undefined;
  if (isJsonObject(file) && isJsonObject(options)) return toCommand(options, file["seed"]);
  return toForeignCommand(points);
}

/** A point with its own arguments in a file. */
export interface PointPlace {
  readonly folder: string;
  readonly args: JsonObject;
}

function toCommand(options: JsonObject, seed: JsonValue | undefined): string {
  const given = Object.entries(options).filter(([key]) => !NOT_REPEATED.has(key));
  const words = given.flatMap(([key, value]) => toWords(key, value));
  const isSeeded = "seed" in options || typeof seed !== "number";
  return ["streamgauge perf", ...words, ...isSeeded ? [] : [`--seed ${seed}`]].join(" ");
}

/** Each option is named after its key. */
function toWords(key: string, value: JsonValue): readonly string[] {
  const flag = key.replaceAll("_", "-");
  if (value === true) return [`--${flag}`];
  if (value === false) return [`--no-${flag}`];
  return [[`--${flag}`, ...(Array.isArray(value) ? value : [value]).map((one) => quote(String(one)))].join(" ")];
}

/** The arguments of a point are a configuration, those of `evalscope perf` too; a sweep is that of its points. */
function toForeignCommand(points: readonly PointPlace[]): string | null {
  const [first] = points;
  if (first === undefined || Object.keys(first.args).length === 0) return null;
  const config = `streamgauge perf --config ${quote(join(first.folder, POINT_ARGS_NAME))}`;
  if (points.length === 1) return config;
  const swept = ["parallel", "rate", "number"].flatMap((key) => {
    const values = points.map(({ args }) => args[key]).filter((value) => typeof value === "number" && value > 0);
    return values.length === points.length ? toWords(key, values as number[]) : [];
  });
  return [config, ...swept].join(" ");
}

/** As a shell reads it; a masked secret stands open, to be replaced. */
function quote(word: string): string {
  const isPlain = word === MASK || /^[\w./:=@%+,-]+$/.test(word);
  return isPlain ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
