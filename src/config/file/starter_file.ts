import { isJsonText, type JsonValue } from "../../core/json.ts";
import type { RawValue } from "../parsing/value_check.ts";
import type { OptionSpec } from "../option_spec.ts";
import { PERF_OPTIONS } from "../options/perf_options.ts";

/** A format that has comments. */
export type StarterFormat = "yaml" | "toml";

/** What a beginner changes first: written as values, all other options as comments. */
const STARTING_VALUES: Readonly<Record<string, JsonValue>> = {
  model: "qwen2.5",
  url: "http://127.0.0.1:8000/v1/chat/completions",
  parallel: [1, 4, 16],
  number: [20, 80, 320],
  max_tokens: 256,
  dataset: "openqa",
};

/** Examples of options that have no default. */
const EXAMPLES: Readonly<Record<string, JsonValue>> = {
  headers: { "X-Tenant": "a" },
  api_key: "${OPENAI_API_KEY}",
  stages: ["30s@5", "60s@20", "30s@5"],
  ramp: "1:50:120",
  goodput: { ttft: "500ms", e2e: "5s" },
  goodput_min: 0.95,
  sla_params: [{ p99_ttft: "<=500ms" }],
  dataset_args: {},
  extra_args: { ignore_eos: true },
  stop: ["<|im_end|>"],
};

const HEAD = [
  "Options of streamgauge perf. Use: streamgauge perf --config FILE",
  "Every key is the name of an option; the command line and STREAMGAUGE_... variables win.",
  "${NAME} and ${NAME:-default} in texts come from the environment.",
];

/**
 * Writes a commented configuration file to begin with, with every option that is supported: those that were given as
 * values, or what a beginner changes first where none was. Secrets are never written.
 */
export function renderStarterFile(format: StarterFormat, given: ReadonlyMap<string, RawValue> = new Map()): string {
  const set = given.size === 0
    ? STARTING_VALUES
    : Object.fromEntries([...given].map(([key, raw]) => [key, toNative(raw)]));
  const shown = PERF_OPTIONS.filter((spec) => !["config", "dry_run"].includes(spec.key));
  const groups = Map.groupBy(shown, ({ group }) => group);
  const sections = [...groups].flatMap(([group, specs]) => [
    "",
    `# --- ${group} ---`,
    ...specs.flatMap((spec) => ["", ...renderOption(spec, format, set)]),
  ]);
  return [...HEAD.map((text) => `# ${text}`), ...sections, ""].join("\n");
}

/** Numbers and JSON are written natively. */
function toNative(raw: RawValue): JsonValue {
  if (typeof raw === "boolean") return raw;
  if (typeof raw !== "string") return raw.map(toNative);
  const isPlain = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(raw) || /^[[{]/.test(raw);
  return isPlain && isJsonText(raw) ? JSON.parse(raw) : raw;
}

function renderOption(
  spec: OptionSpec,
  format: StarterFormat,
  set: Readonly<Record<string, JsonValue>>,
): readonly string[] {
  const starting = spec.isSecret === true ? undefined : set[spec.key];
  const value = starting ?? EXAMPLES[spec.key] ?? spec.defaultValue;
  const unit = spec.unit === undefined ? "" : ` [${spec.unit}]`;
  const choices = spec.choices === undefined ? "" : `; one of ${spec.choices.join(", ")}`;
  const text = format === "yaml" ? `${spec.key}: ${toYaml(value)}` : `${spec.key} = ${toToml(value)}`;
  return [`# ${spec.help}${choices}${unit}`, starting === undefined ? `# ${text}` : text];
}

/** JSON is YAML, also where a text needs quotes. */
function toYaml(value: JsonValue): string {
  return value === null ? "" : JSON.stringify(value).replaceAll('","', '", "');
}

function toToml(value: JsonValue): string {
  if (value === null) return '""';
  if (Array.isArray(value)) return `[${value.map(toToml).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)} = ${toToml(member)}`);
  return `{ ${members.join(", ")} }`;
}
