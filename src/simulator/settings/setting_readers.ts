import { MAX_TIMER_MS } from "../../core/clock.ts";
import type { ReplySettings, SimulatorOptions } from "../simulator_options.ts";
import {
  fixed,
  parseDistribution,
  type Quantity,
  type Read,
  scaleOf,
  type ValueDistribution,
} from "../../core/value_distribution.ts";
import { type FaultShare, parseFaultShare } from "./fault.ts";

type Options = Partial<SimulatorOptions>;
type Reader = (value: unknown) => Read<Options>;

interface Range {
  readonly min: number;
  readonly max?: number;
  readonly isWhole?: boolean;
}

/** Settings that a request may override. */
const REPLY_READERS: Readonly<Record<string, Reader>> = {
  ttft: time((ttftMs) => ({ ttftMs })),
  itl: time((itlMs) => ({ itlMs })),
  tokens: tokens({ least: 1 }, (tokens) => ({ tokens })),
  prefill_speed: optional({ min: 1 }, (prefillTokensPerSecond) => ({ prefillTokensPerSecond })),
  tokens_per_chunk: count((tokensPerChunk) => ({ tokensPerChunk })),
  events_per_write: count((eventsPerWrite) => ({ eventsPerWrite })),
  split_writes: toggle((splitWrites) => ({ splitWrites })),
  text: oneOf(["words", "multibyte"], (text) => ({ text })),
  role_first: toggle((roleFirst) => ({ roleFirst })),
  reasoning_tokens: tokens({ least: 0 }, (reasoningTokens) => ({ reasoningTokens })),
  reasoning_field: oneOf(["reasoning_content", "reasoning", "reasoning_details"], (reasoningField) => ({
    reasoningField,
  })),
  tool_call: toggle((toolCall) => ({ toolCall })),
  usage: oneOf(["on", "off", "each", "finish"], (usage) => ({ usage })),
  cached_share: required({ min: 0, max: 1 }, (cachedShare) => ({ cachedShare })),
  keep_alive_comments: optional({ min: 1, max: MAX_TIMER_MS }, (keepAliveMs) => ({ keepAliveMs })),
  crlf: toggle((crlf) => ({ crlf })),
  no_done: toggle((noDone) => ({ noDone })),
  dimensions: required({ min: 1, max: 65_536, isWhole: true }, (dimensions) => ({ dimensions })),
};

/** Settings of the whole server. */
const SERVER_READERS: Readonly<Record<string, Reader>> = {
  host: text((host) => ({ host })),
  port: required({ min: 0, max: 65_535, isWhole: true }, (port) => ({ port })),
  seed: required({ min: 0, max: 2 ** 32 - 1, isWhole: true }, (seed) => ({ seed })),
  model: list(text((model) => ({ models: [model] })), (read) => ({ models: read.flatMap((o) => o.models ?? []) })),
  strict_model: toggle((strictModel) => ({ strictModel })),
  api_key: (value) => value === null ? { value: { apiKey: null } } : text((apiKey) => ({ apiKey }))(value),
  capacity: optional({ min: 1 }, (capacity) => ({ capacity })),
  max_running: optional({ min: 1, isWhole: true }, (maxRunning) => ({ maxRunning })),
  stall_at: list(readStall, (read) => ({ stalls: read.flatMap((o) => o.stalls ?? []) })),
  fault: list(readFault, (read) => ({ faults: read.flatMap((o) => o.faults ?? []) })),
};

/** Reads one setting by its key; `null`: no simulator setting. */
export function readSetting(key: string, value: unknown): Read<Options> | null {
  return (REPLY_READERS[key] ?? SERVER_READERS[key])?.(value) ?? null;
}

/** Reads the header `x-streamgauge-set`: `ttft=5,itl=1,tokens=8`. */
export function readReplySettings(header: string): Read<Partial<ReplySettings>> {
  let settings: Partial<ReplySettings> = {};
  for (const pair of header.split(",")) {
    const [name = "", value = "true"] = pair.split("=").map((word) => word.trim());
    const reader = REPLY_READERS[name.replaceAll("-", "_")];
    if (reader === undefined) return { expected: `"${name}" must be one of ${Object.keys(REPLY_READERS).join(", ")}` };
    const read = reader(value);
    if ("expected" in read) return { expected: `"${name}" ${read.expected}` };
    settings = { ...settings, ...read.value };
  }
  return { value: settings };
}

function time(make: (value: ValueDistribution) => Options): Reader {
  return (value) => {
    const read = readDistribution(value, "time");
    if (!("value" in read)) return read;
    if (scaleOf(read.value) <= MAX_TIMER_MS) return { value: make(read.value) };
    return { expected: "must be a time that a timer can wait, 24 days at most" };
  };
}

/** No reply is longer. */
const MOST_TOKENS = 1_000_000_000;

function tokens({ least }: { readonly least: number }, make: (value: ValueDistribution) => Options): Reader {
  return (value) => {
    const read = readDistribution(value, "count");
    if (!("value" in read)) return read;
    const scale = scaleOf(read.value);
    if (scale >= least && scale <= MOST_TOKENS) return { value: make(read.value) };
    return { expected: `must be a length from ${least} to ${MOST_TOKENS} tokens` };
  };
}

function readDistribution(value: unknown, quantity: Quantity): Read<ValueDistribution> {
  return typeof value === "number" && value >= 0 ? { value: fixed(value) } : parseDistribution(String(value), quantity);
}

function required(range: Range, make: (value: number) => Options): Reader {
  return (value) => {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number === "number" && isWithin(number, range)) return { value: make(number) };
    const noun = range.isWhole === true ? "a whole number" : "a number";
    const limits = range.max === undefined ? `of at least ${range.min}` : `from ${range.min} to ${range.max}`;
    return { expected: `must be ${noun} ${limits}` };
  };
}

function isWithin(value: number, { min, max = Number.MAX_SAFE_INTEGER, isWhole = false }: Range): boolean {
  return value >= min && value <= max && (!isWhole || Number.isInteger(value));
}

function optional(range: Range, make: (value: number | null) => Options): Reader {
  const read = required(range, make);
  return (value) => value === null ? { value: make(null) } : read(value);
}

function count(make: (value: number) => Options): Reader {
  return required({ min: 1, max: 100_000, isWhole: true }, make);
}

function toggle(make: (value: boolean) => Options): Reader {
  return (value) => {
    const isOn = [true, "true", "on", "1"].some((word) => word === value);
    if (isOn || [false, "false", "off", "0"].some((word) => word === value)) return { value: make(isOn) };
    return { expected: "must be true or false" };
  };
}

function oneOf<Word extends string>(words: readonly Word[], make: (value: Word) => Options): Reader {
  return (value) => {
    const found = words.find((word) => word === value);
    return found === undefined ? { expected: `must be one of ${words.join(", ")}` } : { value: make(found) };
  };
}

function text(make: (value: string) => Options): Reader {
  return (value) =>
    typeof value === "string" && value.trim() !== ""
      ? { value: make(value.trim()) }
      : { expected: "must be text that is not empty" };
}

function list(read: Reader, join: (parts: readonly Options[]) => Options): Reader {
  return (value) => {
    const parts: Options[] = [];
    for (const entry of Array.isArray(value) ? value : [value]) {
      const part = read(entry);
      if ("expected" in part) return { expected: `"${String(entry)}" ${part.expected}` };
      parts.push(part.value);
    }
    return { value: join(parts) };
  };
}

function readFault(value: unknown): Read<Options> {
  const read: Read<FaultShare> = parseFaultShare(String(value));
  return "value" in read ? { value: { faults: [read.value] } } : read;
}

function readStall(value: unknown): Read<Options> {
  const [start, end, ...rest] = String(value).split(":").map((word) => word.trim() === "" ? NaN : Number(word) * 1000);
  if (start === undefined || end === undefined || rest.length > 0 || !(start >= 0 && end > start && end < Infinity)) {
    return { expected: "must be START:END in seconds since the start, such as 10:20" };
  }
  return { value: { stalls: [{ startMs: start, endMs: end }] } };
}
