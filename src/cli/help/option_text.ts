import type { OptionSpec } from "../../config/option_spec.ts";

/** Writes an option as a user types it: `-n, --number N...`, `--[no-]stream`. */
export function formatFlag(spec: OptionSpec): string {
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  const name = spec.arity === "tristate" ? `[no-]${spec.flag}` : spec.flag;
  return `${short}--${name}${formatPlaceholder(spec)}`;
}

/** Writes what the help says of an option: sentence, choices, unit and default. */
export function formatExplanation(spec: OptionSpec): string {
  const facts = [
    spec.choices === undefined ? null : `one of ${spec.choices.join(", ")}`,
    formatDefault(spec),
    spec.deprecated === undefined ? null : `deprecated: ${spec.deprecated}`,
  ].filter((fact) => fact !== null);
  return facts.length === 0 ? spec.help : `${spec.help} [${facts.join("; ")}]`;
}

/** Writes an option's default with its unit; `null` where there is none to speak of. */
export function formatDefault(spec: OptionSpec): string | null {
  const { defaultValue: value, defaultText, arity } = spec;
  const unit = spec.unit === undefined ? "" : ` ${spec.unit}`;
  if (defaultText !== undefined) return `default: ${defaultText}`;
  if (arity === "flag" && value !== true) return null;
  if (arity === "tristate" && typeof value === "boolean") return `default: ${value ? "on" : "off"}`;
  if (value === null) return spec.unit === undefined ? null : `in ${spec.unit}; default: none`;
  if (typeof value === "object" && Object.keys(value).length === 0) return null;
  const shown = Array.isArray(value) ? value.join(" ") : typeof value === "object" ? JSON.stringify(value) : value;
  return `default: ${shown}${unit}`;
}

function formatPlaceholder({ arity, placeholder = "VALUE" }: OptionSpec): string {
  if (arity === "flag" || arity === "tristate") return "";
  if (arity === "one") return ` ${placeholder}`;
  return arity === "many" ? ` ${placeholder}...` : ` [${placeholder}...]`;
}
