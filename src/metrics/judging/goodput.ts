import { type Problem, throwProblems } from "../../core/errors.ts";

/** What an objective can be about; `itl` is the mean gap of a request. */
export const GOODPUT_METRICS = ["ttft", "tpot", "itl", "e2e"] as const;

/** The name of what an objective is about. */
export type GoodputMetric = typeof GOODPUT_METRICS[number];

/** A limit that each request is to keep: equal to it is kept. */
export interface GoodputObjective {
  readonly metric: GoodputMetric;
  readonly limitMs: number;
}

/** Other names of the same metrics, vLLM's among them. */
const ALIASES: ReadonlyMap<string, GoodputMetric> = new Map([["e2el", "e2e"], ["latency", "e2e"]]);

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["us", 1e-3],
  ["µs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
]);

const WORD = /^([a-z0-9_]+)\s*[:=]\s*([^:=]+)$/i;
const LIMIT = /^(\d+(?:\.\d*)?|\.\d+)\s*([a-zµ]*)$/i;

const FORM_HINT = "Write NAME:LIMIT, such as ttft:500ms tpot:30ms e2e:5s; a bare number is in ms";

/**
 * Parses objectives such as `ttft:500ms`, `tpot:30`, `e2el:5s`; several may stand in one word, apart by commas or blanks.
 *
 * Names are `ttft`, `tpot`, `itl`, `e2e` and vLLM's `e2el`; a bare number is in ms, as in vLLM. Throws a `UsageError`
 * that names all problems at once.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * deepStrictEqual(parseGoodput(["ttft:500", "e2el:5s"]), [
 *   { metric: "ttft", limitMs: 500 },
 *   { metric: "e2e", limitMs: 5000 },
 * ]);
 * ```
 */
export function parseGoodput(words: readonly string[]): GoodputObjective[] {
  const objectives: GoodputObjective[] = [];
  const problems: Problem[] = [];
  for (const word of words.flatMap((text) => text.split(/[\s,]+/)).filter((text) => text !== "")) {
    const parsed = parseObjective(word);
    if (!("metric" in parsed)) problems.push(parsed);
    else if (!objectives.some(({ metric }) => metric === parsed.metric)) objectives.push(parsed);
    else problems.push({ message: `--goodput has two limits for "${parsed.metric}"`, hint: "Keep one of them" });
  }
  throwProblems(problems);
  return objectives;
}

function parseObjective(word: string): GoodputObjective | Problem {
  const [, name = "", limit = ""] = WORD.exec(word) ?? [];
  if (name === "") return { message: `--goodput cannot be "${word}"`, hint: FORM_HINT };
  const metric = findMetric(name.toLowerCase());
  if (metric === null) {
    return { message: `--goodput has no metric "${name}"`, hint: `Use ${GOODPUT_METRICS.join(", ")} or e2el` };
  }
  const limitMs = parseLimitMs(limit);
  if (limitMs === null) {
    const hint = "A limit is a number above 0 with us, ms, s or m; without a unit it is in ms";
    return { message: `--goodput has no usable limit in "${word}"`, hint };
  }
  return { metric, limitMs };
}

function findMetric(name: string): GoodputMetric | null {
  return GOODPUT_METRICS.find((metric) => metric === name) ?? ALIASES.get(name) ?? null;
}

function parseLimitMs(text: string): number | null {
  const [, digits, unit = ""] = LIMIT.exec(text) ?? [];
  const factor = unit === "" ? 1 : UNIT_MS.get(unit.toLowerCase());
  if (digits === undefined || factor === undefined) return null;
  const limitMs = Number(digits) * factor;
  return Number.isFinite(limitMs) && limitMs > 0 ? limitMs : null;
}
