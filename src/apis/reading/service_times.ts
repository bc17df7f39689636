import { isJsonObject } from "../../core/json.ts";
import type { ServiceTimes } from "../../core/record.ts";

type StatedTimes = Readonly<Record<keyof ServiceTimes, unknown>>;

/** Takes the times that a service states, in ms; what can be no time is none. `null`: it states no time at all. */
export function readServiceTimes({ loadMs, prefillMs, decodeMs, totalMs }: StatedTimes): ServiceTimes | null {
  const times = {
    loadMs: toTime(loadMs),
    prefillMs: toTime(prefillMs),
    decodeMs: toTime(decodeMs),
    totalMs: toTime(totalMs),
  };
  return Object.values(times).every((time) => time === null) ? null : times;
}

/** Reads the `timings` of llama.cpp's server, which stand in its last event or in the whole body. */
export function readTimings(timings: unknown): ServiceTimes | null {
  if (!isJsonObject(timings)) return null;
  return readServiceTimes({
    loadMs: null,
    prefillMs: timings["prompt_ms"],
    decodeMs: timings["predicted_ms"],
    totalMs: null,
  });
}

function toTime(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}
