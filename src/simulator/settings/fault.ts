import type { Random } from "../../core/random.ts";
import type { Read } from "../../core/value_distribution.ts";

/** What the argument of a fault means. */
type Argument = "none" | "status" | "delay" | "tokens";

/** The name of a fault. */
export type FaultName =
  | "status"
  | "html_error"
  | "wrong_content_type"
  | "error_in_stream"
  | "error_event"
  | "malformed_json"
  | "malformed_sse"
  | "truncate"
  | "cut"
  | "reset"
  | "reset_before_headers"
  | "stall"
  | "stall_first"
  | "no_headers"
  | "slow_headers"
  | "empty"
  | "close_after";

/** Every fault the simulator can give, and what may stand behind its name. */
const FAULT_ARGUMENTS: Readonly<Record<FaultName, Argument>> = {
  status: "status",
  html_error: "none",
  wrong_content_type: "none",
  error_in_stream: "tokens",
  error_event: "tokens",
  malformed_json: "tokens",
  malformed_sse: "tokens",
  truncate: "tokens",
  cut: "tokens",
  reset: "tokens",
  reset_before_headers: "none",
  stall: "tokens",
  stall_first: "none",
  no_headers: "none",
  slow_headers: "delay",
  empty: "none",
  close_after: "none",
};

/** The names of all faults. */
export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULT_ARGUMENTS).filter(isFaultName);

/** Statuses that `status:CODE` gives. */
const FAULT_STATUSES = [400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504] as const;

/** One fault to give: `argument` is a status, a delay in ms or the tokens to send before. */
export interface Fault {
  readonly name: FaultName;
  readonly argument: number | null;
}

/** A fault and the share of requests that get it. */
export interface FaultShare extends Fault {
  readonly share: number;
}

/** Tells whether a word names a fault. */
function isFaultName(word: string): word is FaultName {
  return Object.hasOwn(FAULT_ARGUMENTS, word);
}

/** Reads a fault without share: `truncate`, `status:503`, `slow_headers:200ms`, `reset:5` (after five tokens). */
export function parseFault(text: string): Read<Fault> {
  const [name = "", ...rest] = text.trim().toLowerCase().split(":");
  if (!isFaultName(name)) return { expected: `must be one of ${FAULT_NAMES.join(", ")}` };
  const kind = FAULT_ARGUMENTS[name];
  const word = rest.join(":");
  if (rest.length === 0) return withoutArgument(name, kind);
  const argument = kind === "none" ? null : readArgument(kind, word);
  return argument === null ? { expected: explain(name, kind) } : { value: { name, argument } };
}

/** Reads a fault with its share: `truncate=0.05`, `status:503=10%`. */
export function parseFaultShare(text: string): Read<FaultShare> {
  const equals = text.lastIndexOf("=");
  if (equals < 0) return { expected: "must be FAULT=SHARE, such as truncate=0.05" };
  const fault = parseFault(text.slice(0, equals));
  if ("expected" in fault) return fault;
  const share = readShare(text.slice(equals + 1).trim());
  return share === null
    ? { expected: "must have a share from 0 to 1, or 0% to 100%, behind =" }
    : { value: { ...fault.value, share } };
}

/** Draws the fault of one request; the shares of all add up to 1 at most. */
export function drawFault(faults: readonly FaultShare[], random: Random): Fault | null {
  let left = random.next();
  for (const { name, argument, share } of faults) {
    if (left < share) return { name, argument };
    left -= share;
  }
  return null;
}

function withoutArgument(name: FaultName, kind: Argument): Read<Fault> {
  if (kind === "status" || kind === "delay") return { expected: explain(name, kind) };
  return { value: { name, argument: null } };
}

function explain(name: FaultName, kind: Argument): string {
  switch (kind) {
    case "none":
      return `must be ${name} with nothing behind it`;
    case "status":
      return `must be ${name}:CODE with one of ${FAULT_STATUSES.join(", ")}`;
    case "delay":
      return `must be ${name}:MS with a whole number of ms`;
    case "tokens":
      return `must be ${name} or ${name}:TOKENS, the tokens to send before`;
  }
}

function readArgument(kind: Argument, word: string): number | null {
  const digits = kind === "delay" ? word.replace(/ms$/, "") : word;
  if (!/^\d{1,9}$/.test(digits)) return null;
  const value = Number(digits);
  if (kind === "status") return FAULT_STATUSES.find((status) => status === value) ?? null;
  return value;
}

function readShare(word: string): number | null {
  const match = /^(\d+\.?\d*|\.\d+)(%)?$/.exec(word);
  if (match === null) return null;
  const share = Number(match[1]) / (match[2] === undefined ? 1 : 100);
  return share <= 1 ? share : null;
}
