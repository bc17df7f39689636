import type { Problem } from "../../core/errors.ts";
import type { JsonValue } from "../../core/json.ts";
import { METRIC_CATALOG, type MetricId } from "../catalog.ts";
import type { CriterionGoal, LimitOperator } from "./criterion.ts";

const OPERATORS: Readonly<Record<string, LimitOperator>> = {
  "<=": "<=",
  "=<": "<=",
  "≤": "<=",
  "≦": "<=",
  ">=": ">=",
  "=>": ">=",
  "≥": ">=",
  "≧": ">=",
  "<": "<",
  "＜": "<",
  ">": ">",
  "＞": ">",
  "=": "==",
  "==": "==",
};

/** An operator, a number and perhaps a unit. */
const LIMIT = /^\s*([^\s\w.+-]*)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S*)\s*$/i;

const MS_OF_TIME_UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  "µs": 0.001,
  "μs": 0.001,
  ms: 1,
  s: 1000,
  sec: 1000,
  min: 60_000,
};

/** Spellings of units that are not times, each with the unit of the catalog. */
const OTHER_UNITS: Readonly<Record<string, string>> = {
  "tok/s": "tok/s",
  "toks/s": "tok/s",
  "token/s": "tok/s",
  "tokens/s": "tok/s",
  "req/s": "req/s",
  "requests/s": "req/s",
  "rps": "req/s",
  "qps": "req/s",
  "tokens": "tokens",
  "tok": "tokens",
  "requests": "requests",
};

/** A goal, and the unit that was taken for a number without one, where there was a choice. */
export interface GoalReading {
  readonly goal: CriterionGoal;
  readonly assumedUnit: string | null;
}

interface GoalContext {
  readonly metric: MetricId;
  readonly name: string;
  readonly written: string;
  readonly hasSeconds: boolean;
  readonly problems: Problem[];
}

/** Reads what a criterion asks of its metric: `<=500ms`, `>= 10`, `max`; adds a problem and returns `null` else. */
export function readGoal(value: JsonValue, context: GoalContext): GoalReading | null {
  if (typeof value !== "string") return refuse(context, `${JSON.stringify(value)} has no operator`, HINT);
  const word = value.trim().toLowerCase();
  if (word === "max" || word === "min") return { goal: { kind: "optimum", direction: word }, assumedUnit: null };
  const [, operatorText = "", numberText = "", unitText = ""] = LIMIT.exec(value) ?? [];
  if (numberText === "") return refuse(context, `"${value}" is no operator with a number`, HINT);
  const operator = Object.hasOwn(OPERATORS, operatorText) ? OPERATORS[operatorText] : undefined;
  if (operator === undefined) {
    const reason = operatorText === "" ? `"${value}" has no operator` : `there is no operator "${operatorText}"`;
    return refuse(context, reason, HINT);
  }
  const limit = toLimit(Number(numberText), unitText, context);
  if (limit === null) return null;
  return { goal: { kind: "limit", operator, limit: limit.value }, assumedUnit: limit.assumedUnit };
}

const HINT = "Operators are <=, >=, <, >, ==, and max or min without a number; for example <=500ms";

interface Limit {
  readonly value: number;
  readonly assumedUnit: string | null;
}

function toLimit(amount: number, unitText: string, context: GoalContext): Limit | null {
  const { unit } = METRIC_CATALOG[context.metric];
  const isTime = unit === "ms" || unit === "s";
  const written = unitText.toLowerCase();
  if (isTime) return toTimeLimit(amount, written, { ...context, unit });
  if (unit === "%" || unit === "share") return toShareLimit(amount, written, { ...context, unit });
  const known = Object.hasOwn(OTHER_UNITS, written) ? OTHER_UNITS[written] : undefined;
  if (written === "" || written === unit.toLowerCase() || known === unit) return { value: amount, assumedUnit: null };
  return refuse(context, `"${unitText}" is no unit of it`, `It is counted in ${unit}`);
}

interface UnitContext extends GoalContext {
  readonly unit: string;
}

function toTimeLimit(amount: number, written: string, context: UnitContext): Limit | null {
  const assumed = context.hasSeconds ? "s" : context.unit;
  const factorMs = Object.hasOwn(MS_OF_TIME_UNITS, written === "" ? assumed : written)
    ? MS_OF_TIME_UNITS[written === "" ? assumed : written]
    : undefined;
  if (factorMs === undefined) return refuse(context, `"${written}" is no unit of time`, "Units are us, ms, s and min");
  const ms = amount * factorMs;
  // 15 digits: 0.1 s is 100 ms, not 100.00000000000001.
  const value = Number((context.unit === "ms" ? ms : ms / 1000).toPrecision(15));
  return { value, assumedUnit: written === "" ? assumed : null };
}

function toShareLimit(amount: number, written: string, context: UnitContext): Limit | null {
  if (written !== "" && written !== "%") {
    return refuse(context, `"${written}" is no unit of it`, `It is counted in ${context.unit}`);
  }
  if (context.unit === "share") {
    if (written === "" && amount > 1) {
      return refuse(context, "a share is at most 1", `Write ${amount}% or ${amount / 100}`);
    }
    return { value: written === "%" ? amount / 100 : amount, assumedUnit: null };
  }
  if (written === "" && amount > 0 && amount <= 1) {
    return refuse(context, `${amount} may be a share or percent`, `Write ${amount * 100}% or ${amount}%`);
  }
  return { value: amount, assumedUnit: written === "" ? "%" : null };
}

function refuse({ name, written, problems }: GoalContext, reason: string, hint: string): null {
  problems.push({ message: `Cannot use the SLA criterion "${name}" of ${written}: ${reason}`, hint });
  return null;
}
