import { CHUNK_KINDS } from "../../core/chunk_kind.ts";
import { NumberListWriter } from "./number_list.ts";

const timesWriter = new NumberListWriter("ms");
const gapsWriter = new NumberListWriter("seconds");

/**
 * Writes times as a JSON array of milliseconds, rounded to microseconds: bytes that are valid until the next call.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(new TextDecoder().decode(toTimesJson(Float64Array.of(1.23456, 20))), "[1.235,20]");
 * ```
 */
export function toTimesJson(timesMs: Float64Array): Uint8Array<ArrayBuffer> {
  return timesWriter.write(timesMs);
}

/**
 * Writes gaps in milliseconds as a JSON array of seconds, rounded to microseconds: bytes that are valid until the next call.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(new TextDecoder().decode(toGapsJson(Float64Array.of(20.00049, 1234.5678))), "[0.02,1.234568]");
 * ```
 */
export function toGapsJson(gapsMs: Float64Array): Uint8Array<ArrayBuffer> {
  return gapsWriter.write(gapsMs);
}

/**
 * Writes the kinds of chunks as a JSON array of runs, each a name and how often it follows itself: a reply of a thousand
 * chunks has five runs.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toKindsJson(Uint8Array.of(0, 2, 2, 5)), '[["role",1],["content",2],["finish",1]]');
 * ```
 */
export function toKindsJson(codes: Uint8Array): string {
  const runs: [string, number][] = [];
  let start = 0;
  for (let i = 1; i <= codes.length; i++) {
    if (i < codes.length && codes[i] === codes[start]) continue;
    runs.push([CHUNK_KINDS[codes[start] ?? 0] ?? "other", i - start]);
    start = i;
  }
  return JSON.stringify(runs);
}
