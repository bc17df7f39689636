import type { Problem } from "../../core/errors.ts";
import type { OptionSpec } from "../option_spec.ts";
import { createFlagMatcher, type FlagMatch, isFlagMatch } from "./flag_matcher.ts";

/** An option as it was typed, with its words. */
export interface TypedOption {
  readonly spec: OptionSpec;
  readonly isNegated: boolean;
  readonly values: readonly string[];
}

/** A word that belongs to no option. */
export interface StrayWord {
  readonly text: string;
  /** The option before it; `null`: none. */
  readonly after: TypedOption | null;
}

/** A command line taken apart. */
export interface ReadArguments {
  readonly options: readonly TypedOption[];
  readonly words: readonly StrayWord[];
  readonly problems: readonly Problem[];
}

/** A dash, then a letter: numbers such as -1, a lone dash and text such as "- item" are values. */
const FLAG_FORM = /^--?[A-Za-z][\w.-]*(=|$)/;

/**
 * Takes a command line apart as Python's argparse does: `--flag value`, `--flag=value`, `-n 5`, `-n5`, lists up to the
 * next flag, negative numbers as values, `--` before plain words.
 */
export function readArguments(specs: readonly OptionSpec[], argv: readonly string[]): ReadArguments {
  const matcher = createFlagMatcher(specs);
  const options: TypedOption[] = [];
  const words: StrayWord[] = [];
  const problems: Problem[] = [];
  let next = 0;
  while (next < argv.length) {
    const argument = argv[next++] ?? "";
    if (argument === "--") {
      words.push(...argv.slice(next).map((text) => ({ text, after: null })));
      break;
    }
    if (!FLAG_FORM.test(argument)) {
      words.push({ text: argument, after: options.at(-1) ?? null });
      continue;
    }
    const following = countValues(argv, next);
    const found = matcher.match(argument);
    if (!isFlagMatch(found)) {
      problems.push(found);
      next += following;
      continue;
    }
    const values = takeValues(found, argv.slice(next, next + following));
    next += values.length - (found.inlineValue === null ? 0 : 1);
    options.push({ spec: found.spec, isNegated: found.isNegated, values });
  }
  return { options, words, problems };
}

/** Says of each stray word what is wrong with it. */
export function describeStrayWords(words: readonly StrayWord[]): readonly Problem[] {
  return words.map(({ text, after }) => {
    const message = `Unexpected word "${text}"`;
    if (after === null) return { message, hint: "Options begin with two dashes; see --help" };
    const flag = `--${after.spec.flag}`;
    return { message: `${message} after ${flag}`, hint: explainStray(after.spec, flag) };
  });
}

function explainStray(spec: OptionSpec, flag: string): string {
  if (spec.arity === "flag") return `${flag} takes no value`;
  if (spec.arity === "tristate") return `${flag} takes no value; write ${flag} or --no-${spec.flag}`;
  return `${flag} takes one value; put quotes around a value with spaces`;
}

function countValues(argv: readonly string[], from: number): number {
  const end = argv.findIndex((argument, index) => index >= from && (argument === "--" || FLAG_FORM.test(argument)));
  return (end < 0 ? argv.length : end) - from;
}

function takeValues(match: FlagMatch, following: readonly string[]): readonly string[] {
  const inline = match.inlineValue === null ? [] : [match.inlineValue];
  const { arity } = match.spec;
  if (arity === "many" || arity === "any") return [...inline, ...following];
  if (arity === "one" && inline.length === 0) return following.slice(0, 1);
  return inline;
}
