import * as z from "zod";
import type { Problem } from "../../core/errors.ts";
import { MASK, maskJsonText, maskUrl } from "../../core/secret_mask.ts";
import type { OptionSpec } from "../option_spec.ts";
import { PERF_OPTIONS, type PerfValues } from "../options/perf_options.ts";
import { type MergedOptions, mergeLayers } from "../parsing/parse_options.ts";
import type { RawValue } from "../parsing/value_check.ts";
import type { ValueLayer } from "../parsing/value_layer.ts";
import { sumUpFiles } from "./named_files.ts";
import { readUserFile } from "../resolving/user_files.ts";

/** The file of a run's folder that says how the run was asked for; `--config` reads it as well. */
export const RUN_ARGS_NAME = "run_args.json";

const VERSION = 1;

/** What `run_args.json` holds. */
export interface RunArgs {
  readonly schemaVersion: typeof VERSION;
  /** The seed of the workload, given or drawn. */
  readonly seed: number;
  /** What was given, as it was written, by the key of the option. */
  readonly options: Readonly<Record<string, RawValue>>;
  /** What files held that such options name, summed up, by the key of the option. */
  readonly files: Readonly<Record<string, string>>;
}

const RUN_ARGS: z.ZodType<RunArgs> = z.object({
  schemaVersion: z.literal(VERSION),
  seed: z.number().int().nonnegative(),
  options: z.record(z.string(), z.union([z.boolean(), z.string(), z.array(z.string())])),
  files: z.record(z.string(), z.string()).default({}),
});

/** How the run in a folder was asked for. */
export interface EarlierRun {
  readonly folder: string;
  readonly seed: number;
  readonly layer: ValueLayer;
  readonly options: ReadonlyMap<string, RawValue>;
  readonly files: Readonly<Record<string, string>>;
}

/** Options of one call, which no other call takes over. */
const NOT_KEPT: ReadonlySet<string> = new Set(["config", "resume", "dry_run"]);

/** Makes what `run_args.json` holds, without any secret. */
export function toRunArgs({ given, values }: MergedOptions<PerfValues>, seed: number): RunArgs {
  const entries = PERF_OPTIONS.flatMap((spec) => {
    const raw = given.get(spec.key);
    if (raw === undefined || NOT_KEPT.has(spec.key)) return [];
    return [[spec.key, spec.key === "prompt" && !values.store_content ? MASK : maskRaw(spec, raw)] as const];
  });
  const options = new Map(entries);
  const files = PERF_OPTIONS.flatMap((spec) => {
    const raw = spec.shapesWorkload ? options.get(spec.key) : undefined;
    const sum = raw === undefined || isMasked(raw) ? null : sumUpFiles(spec, raw);
    return sum === null ? [] : [[spec.key, sum] as const];
  });
  return { schemaVersion: VERSION, seed, options: Object.fromEntries(entries), files: Object.fromEntries(files) };
}

/** Reads the value of `run_args.json`; `null` when it is none. */
export function parseRunArgs(value: unknown): RunArgs | null {
  return RUN_ARGS.safeParse(value).data ?? null;
}

/** Reads how the run in a folder was asked for. */
export function readEarlierRun(folder: string): EarlierRun | Problem {
  const message = `Cannot go on with "${folder}"`;
  const hint = `Name the folder of the interrupted run, the one with ${RUN_ARGS_NAME}`;
  const text = readUserFile(`${folder}/${RUN_ARGS_NAME}`);
  if (typeof text !== "string") return { message: `${message}: it holds no run of this program`, hint, key: "resume" };
  const args = parseRunArgs(parse(text));
  if (args === null) return { message: `${message}: its ${RUN_ARGS_NAME} cannot be used`, hint, key: "resume" };
  const options = new Map(Object.entries(args.options));
  return { folder, seed: args.seed, options, files: args.files, layer: createFolderLayer(folder, options) };
}

function createFolderLayer(folder: string, options: ReadonlyMap<string, RawValue>): ValueLayer {
  return {
    find({ key }) {
      const raw = options.get(key);
      if (raw === undefined || isMasked(raw)) return null;
      return { kind: "folder", name: `"${key}" in ${folder}/${RUN_ARGS_NAME}`, raw };
    },
  };
}

/** Says what makes a run another one than that of the folder; empty: it is the same. */
export function describeOtherRun(before: EarlierRun, now: MergedOptions): readonly Problem[] {
  const { values } = mergeLayers(PERF_OPTIONS, [before.layer]);
  return PERF_OPTIONS.filter(({ shapesWorkload }) => shapesWorkload).flatMap((spec): readonly Problem[] => {
    const kept = before.options.get(spec.key);
    if (kept !== undefined && isMasked(kept)) {
      return compareMasked(before, { spec, kept, now: now.given.get(spec.key) });
    }
    const given = now.given.get(spec.key);
    if (JSON.stringify(values[spec.key]) === JSON.stringify(now.values[spec.key])) {
      return given === undefined ? [] : compareFiles(before, spec, given);
    }
    const is = given === undefined ? given : maskRaw(spec, given);
    return [toProblem(before, `--${spec.flag} was ${toWords(kept)}, is ${toWords(is)}`)];
  });
}

/** An option may name the same file as before, which holds something else now. */
function compareFiles(before: EarlierRun, spec: OptionSpec, given: RawValue): readonly Problem[] {
  const kept = before.files[spec.key];
  const sum = kept === undefined ? null : sumUpFiles(spec, given);
  if (sum === null || sum === kept) return [];
  return [{
    message: `Cannot go on with "${before.folder}": ${toWords(given)} of --${spec.flag} holds something else now`,
    hint: "Put back what it held, or start a run of its own",
    key: spec.key,
  }];
}

interface MaskedOption {
  readonly spec: OptionSpec;
  readonly kept: RawValue;
  readonly now: RawValue | undefined;
}

function compareMasked(before: EarlierRun, { spec, kept, now }: MaskedOption): readonly Problem[] {
  if (now === undefined) {
    const message = `Cannot go on with "${before.folder}" alone: --${spec.flag} is not kept there`;
    return [{ message, hint: `Give --${spec.flag} again`, key: spec.key }];
  }
  const isHidden = spec.isSecret === true || kept === MASK ||
    JSON.stringify(maskRaw(spec, now)) === JSON.stringify(kept);
  return isHidden ? [] : [toProblem(before, `--${spec.flag} was ${toWords(kept)}, is ${toWords(maskRaw(spec, now))}`)];
}

function toWords(raw: RawValue | undefined): string {
  if (raw === undefined) return "not given";
  return typeof raw === "object" ? raw.join(" ") : String(raw);
}

function toProblem({ folder }: EarlierRun, difference: string): Problem {
  return {
    message: `Cannot go on with "${folder}": it was another run, ${difference}`,
    hint: "Leave the option out to go on as before, or start a run of its own",
  };
}

/** What was written may hold secrets in many forms: whole, in addresses, in members of JSON. */
function maskRaw(spec: OptionSpec, raw: RawValue): RawValue {
  if (typeof raw === "boolean") return raw;
  const mask = (text: string) => spec.isSecret === true ? MASK : maskJsonText(isUrl(spec) ? maskUrl(text) : text);
  return typeof raw === "string" ? mask(raw) : raw.map(mask);
}

function isUrl({ key }: OptionSpec): boolean {
  return key === "url" || key.endsWith("_url");
}

function isMasked(raw: RawValue): boolean {
  return JSON.stringify(raw).includes(MASK);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
