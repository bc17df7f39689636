import type { Problem } from "../../core/errors.ts";
import type { OptionSpec } from "../option_spec.ts";
import { findMeaning } from "./foreign_flags.ts";
import { suggest } from "./suggestion.ts";

/** A flag that was recognised: exactly, by a unique prefix or by its short form. */
export interface FlagMatch {
  readonly spec: OptionSpec;
  /** Typed as `--no-…` of a tri-state option. */
  readonly isNegated: boolean;
  /** What stood behind `=` or directly behind a short flag. */
  readonly inlineValue: string | null;
}

/** Recognises the flags of a command. */
export interface FlagMatcher {
  match(argument: string): FlagMatch | Problem;
}

interface Candidate {
  readonly name: string;
  readonly spec: OptionSpec;
  readonly isNegated: boolean;
  /** Whether `evalscope perf` has a flag of this name; its users' abbreviations stay unique. */
  readonly isOurs: boolean;
}

/** Creates a matcher for the long flags (also abbreviated, as in Python's argparse) and short flags of a table. */
export function createFlagMatcher(specs: readonly OptionSpec[]): FlagMatcher {
  const candidates = specs.flatMap(toCandidates);
  const shorts = new Map(specs.flatMap((spec) => spec.short === undefined ? [] : [[spec.short, spec] as const]));
  return {
    match: (argument) =>
      argument.startsWith("--") ? matchLong(argument, candidates) : matchShort(argument, shorts, candidates),
  };
}

/** Tells a match from a problem. */
export function isFlagMatch(found: FlagMatch | Problem): found is FlagMatch {
  return "spec" in found;
}

function toCandidates(spec: OptionSpec): readonly Candidate[] {
  const isOurs = spec.isOurs === true;
  const names = [{ name: spec.flag, isOurs }, ...(spec.aliases ?? []).map((name) => ({ name, isOurs: true }))];
  const positive = names.map((entry) => ({ ...entry, spec, isNegated: false }));
  if (spec.arity !== "tristate") return positive;
  return [...positive, ...names.map((entry) => ({ ...entry, name: `no-${entry.name}`, spec, isNegated: true }))];
}

function matchLong(argument: string, candidates: readonly Candidate[]): FlagMatch | Problem {
  const equals = argument.indexOf("=");
  const typed = equals < 0 ? argument : argument.slice(0, equals);
  const inlineValue = equals < 0 ? null : argument.slice(equals + 1);
  const name = typed.slice(2).replaceAll("_", "-");
  const found = findCandidates(name, candidates);
  const [first] = found;
  if (first !== undefined && isSame(found)) return { spec: first.spec, isNegated: first.isNegated, inlineValue };
  if (first === undefined) return unknownFlag(typed, name, candidates);
  const names = found.map((candidate) => `--${candidate.name}`).sort();
  return { message: `"${typed}" may mean several options`, hint: `Write one of ${names.join(", ")}` };
}

function findCandidates(name: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const exact = candidates.filter((candidate) => candidate.name === name);
  if (exact.length > 0) return exact;
  const byPrefix = candidates.filter((candidate) => candidate.name.startsWith(name));
  const ofEvalscope = byPrefix.filter((candidate) => !candidate.isOurs);
  return ofEvalscope.length > 0 ? ofEvalscope : byPrefix;
}

function isSame(found: readonly Candidate[]): boolean {
  return found.every((one) => one.spec === found[0]?.spec && one.isNegated === found[0].isNegated);
}

function unknownFlag(typed: string, name: string, candidates: readonly Candidate[]): Problem {
  const message = `Unknown option "${typed}"`;
  const foreign = findMeaning(name);
  if (foreign !== null && candidates.some(({ spec }) => spec.key === foreign.key)) {
    return { message, hint: `That is ${foreign.write} here`, key: foreign.key };
  }
  const near = suggest(name, candidates.map((candidate) => candidate.name));
  const meant = candidates.find((candidate) => candidate.name === near);
  if (meant === undefined) return { message, hint: "See --help for all options" };
  return { message, hint: `Did you mean --${near}?`, key: meant.spec.key };
}

function matchShort(
  argument: string,
  shorts: ReadonlyMap<string, OptionSpec>,
  candidates: readonly Candidate[],
): FlagMatch | Problem {
  const rest = argument.slice(2);
  const long = argument.slice(1).split("=")[0] ?? "";
  const isLongFlag = rest !== "" && candidates.some((candidate) => candidate.name === long);
  const spec = shorts.get(argument.charAt(1));
  if (isLongFlag) return { message: `Unknown option "-${long}"`, hint: `Long options have two dashes: --${long}` };
  if (spec === undefined) return unknownFlag(argument, long, candidates);
  return { spec, isNegated: false, inlineValue: rest === "" ? null : rest.replace(/^=/, "") };
}
