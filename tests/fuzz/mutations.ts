import type { JsonValue } from "../../src/core/json.ts";
import { isJsonObject } from "../../src/core/json.ts";
import type { Random } from "../../src/core/random.ts";

/** Values that no reader expects where it finds them. */
const ODD_VALUES: readonly JsonValue[] = [
  null,
  true,
  "",
  "12",
  "\u0000\ud800",
  -1,
  2.5,
  1e308,
  [],
  {},
  [null],
  { a: [] },
  "x".repeat(3000),
];

/** Picks one of some values. */
export function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(0, values.length - 1)] as T;
}

/** Changes a JSON value somewhere: a member is lost, doubled under another name, or becomes something odd. */
export function mutateJson(value: JsonValue, random: Random): JsonValue {
  if (random.next() < 0.2) return pick(random, ODD_VALUES);
  if (Array.isArray(value)) {
    return value.length === 0
      ? [pick(random, ODD_VALUES)]
      : value.map((item: JsonValue, index) =>
        index === random.integer(0, value.length - 1) ? mutateJson(item, random) : item
      );
  }
  if (!isJsonObject(value)) return pick(random, ODD_VALUES);
  const keys = Object.keys(value);
  if (keys.length === 0) return { odd: pick(random, ODD_VALUES) };
  const key = pick(random, keys);
  const { [key]: chosen = null, ...others } = value;
  if (random.next() < 0.2) return others;
  return { ...others, [key]: mutateJson(chosen, random) };
}

/** Changes bytes, cuts, or puts in what does not belong. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const changed = Uint8Array.from(bytes);
  for (let changes = random.integer(0, 3); changes > 0 && changed.length > 0; changes--) {
    changed[random.integer(0, changed.length - 1)] = random.integer(0, 255);
  }
  return random.next() < 0.3 ? changed.slice(0, random.integer(0, changed.length)) : changed;
}

/** Cuts bytes into pieces at chance. */
export function cutAtChance(bytes: Uint8Array, random: Random): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    const size = random.integer(1, Math.max(1, Math.min(bytes.length - from, 200)));
    pieces.push(bytes.subarray(from, from + size));
    from += size;
  }
  return pieces;
}
