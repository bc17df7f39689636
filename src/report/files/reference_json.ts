import { isJsonObject, type JsonValue } from "../../core/json.ts";
import { writeTextAtomically } from "./atomic_file.ts";

/** Whole numbers among the members of `benchmark_summary.json`, beside counts of ours; every other number is a fraction. */
const COUNTS: ReadonlySet<string> = new Set([
  "Concurrency",
  "Total Requests",
  "Success Requests",
  "Failed Requests",
  "Stream Requests",
  "Non-Stream Requests",
]);

/** Members of the reference's other files that are fractions, also where their value is whole. */
const FRACTIONS: ReadonlySet<string> = new Set([
  ...["rate", "duration", "temperature", "top_p", "frequency_penalty", "repetition_penalty", "sla_number_multiplier"],
  ...["wall_time_s", "last_window_s", "warmup_frac", "overall", "last_window", "steady_state", "wall_start", "t"],
  ...["mean", "min", "p50", "p90", "p95", "p99", "max", "percent"],
]);

/** Ours say so by their unit. */
const COUNTED = /\((requests|conversations)\)$/;

const INDENT = "    ";
const WHOLE = /^-?\d+$/;

/**
 * Writes data as the reference writes it: four blanks of indentation, and fractions keep their point where they are
 * whole (`8.0`), so that a script that reads types, or the text itself, finds what it expects.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(formatReferenceJson({ rate: -1, number: 8 }), '{\n    "rate": -1.0,\n    "number": 8\n}');
 * ```
 */
export function formatReferenceJson(value: JsonValue): string {
  return formatMember(value, "", "");
}

/** Writes a file of the reference's whole or not at all. */
export function writeReferenceJson(path: string, value: JsonValue): Promise<void> {
  return writeTextAtomically(path, `${formatReferenceJson(value)}\n`);
}

/** Writes what stands under a key; the numbers of a list are what a number under its key would be. */
function formatMember(value: JsonValue, key: string, indent: string): string {
  const inner = indent + INDENT;
  if (Array.isArray(value)) {
    return enclose("[]", value.map((item: JsonValue) => formatMember(item, key, inner)), indent);
  }
  if (isJsonObject(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return enclose(
      "{}",
      members.map(([name, member]) => `${JSON.stringify(name)}: ${formatMember(member, name, inner)}`),
      indent,
    );
  }
  const text = JSON.stringify(value);
  return typeof value === "number" && WHOLE.test(text) && isFraction(key) ? `${text}.0` : text;
}

function isFraction(key: string): boolean {
  return /^[A-Z]/.test(key) ? !COUNTS.has(key) && !COUNTED.test(key) : FRACTIONS.has(key);
}

function enclose(brackets: "[]" | "{}", items: readonly string[], indent: string): string {
  if (items.length === 0) return brackets;
  const lines = items.map((item) => `${indent}${INDENT}${item}`).join(",\n");
  return `${brackets[0]}\n${lines}\n${indent}${brackets[1]}`;
}
