import type * as z from "zod";
import type { Problem } from "../../core/errors.ts";
import { maskText } from "../../core/secret_mask.ts";
import type { OptionSpec } from "../option_spec.ts";
import { suggest } from "./suggestion.ts";

/** What was typed for an option: a switch, a word or words. */
export type RawValue = boolean | string | readonly string[];

interface Given {
  /** The flag or the environment variable, as the user knows it. */
  readonly source: string;
  readonly raw: RawValue;
}

/** Checks what was typed and gives the value. */
export function validateValue(spec: OptionSpec, given: Given): { value: unknown; problems: readonly Problem[] } {
  const choiceProblems = checkChoices(spec, given);
  if (choiceProblems.length > 0) return { value: null, problems: choiceProblems };
  if (isSwitch(spec) && typeof given.raw === "string") {
    return {
      value: null,
      problems: [{ message: `Cannot use "${maskText(given.raw)}" for ${given.source}: must be true or false` }],
    };
  }
  const result = spec.schema().safeParse(given.raw);
  if (!result.success) {
    return {
      value: null,
      problems: result.error.issues.map((issue) => toProblem(spec, given, issue)),
    };
  }
  return { value: result.data, problems: [] };
}

/** Reads a switch written as a word; `null` when it is none. */
export function readBoolean(text: string): boolean | null {
  const lower = text.trim().toLowerCase();
  if (["true", "1", "yes", "on"].includes(lower)) return true;
  return ["false", "0", "no", "off"].includes(lower) ? false : null;
}

function isSwitch(spec: OptionSpec): boolean {
  return spec.arity === "flag" || spec.arity === "tristate";
}

function checkChoices(spec: OptionSpec, { source, raw }: Given): readonly Problem[] {
  const { choices, choicePattern } = spec;
  if (choices === undefined || typeof raw === "boolean") return [];
  // Some options take more than their choices, such as addresses and paths: what the schema accepts is right.
  if (spec.schema().safeParse(raw).success) return [];
  const typed = typeof raw === "string" ? [raw] : raw;
  const isAllowed = (word: string) => choices.includes(word) || choicePattern?.test(word) === true;
  return typed.filter((word) => !isAllowed(word)).map((word) => {
    const known = `Known: ${choices.join(", ")}`;
    const near = suggest(word, choices);
    const hint = near === null ? known : `Did you mean ${near}? ${known}`;
    return { message: `Cannot use "${maskText(word)}" for ${source}: it is unknown`, hint };
  });
}

function toProblem(spec: OptionSpec, { source, raw }: Given, issue: z.core.$ZodIssue): Problem {
  const index = typeof issue.path[0] === "number" ? issue.path[0] : null;
  const message = `Cannot use ${quote(spec, raw, index)} for ${source}: ${issue.message}`;
  const hint = issue.code === "custom" ? issue.params?.hint : undefined;
  return typeof hint === "string" ? { message, hint } : { message };
}

/** Names the value; a secret one is named by its place only. */
function quote(spec: OptionSpec, raw: RawValue, index: number | null): string {
  if (spec.isSecret === true) return index === null ? "the value" : `value ${index + 1}`;
  const shown = Array.isArray(raw) ? (index === null ? raw.join(" ") : String(raw[index])) : String(raw);
  const masked = maskText(shown);
  return `"${masked.length > 80 ? `${masked.slice(0, 80)}…` : masked}"`;
}
