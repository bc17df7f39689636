const COMMA = 0x2c;
const POINT = 0x2e;
const ZERO = 0x30;
const OPEN = 0x5b;
const CLOSE = 0x5d;

const FIRST_BYTES = 4096;
/** No number of these takes more, with its comma. */
const MAX_NUMBER_BYTES = 32;
const MAX_SMALL = 2 ** 31;

/** Decimals come in groups of three. */
const GROUP = 1000;
/** The three digits of 0 to 999: a group at a time takes a third of the divisions. */
const DIGITS = Uint8Array.from({ length: 3 * GROUP }, (_, at) => {
  const group = String(Math.floor(at / 3)).padStart(3, "0");
  return group.charCodeAt(at % 3);
});

/**
 * Writes JSON arrays of times in ms, rounded to microseconds, as the bytes of their text: a twentieth of the time of adding
 * numbers to a string, which makes each of them a string of its own.
 */
export class NumberListWriter {
  readonly #unit: "ms" | "seconds";
  #bytes = new Uint8Array(FIRST_BYTES);

  /** `unit`: what the numbers of the text are in. */
  constructor(unit: "ms" | "seconds") {
    this.#unit = unit;
  }

  /** Returns the text of an array, valid until the next one is written. */
  write(timesMs: Float64Array): Uint8Array<ArrayBuffer> {
    const most = timesMs.length * MAX_NUMBER_BYTES + 2;
    if (this.#bytes.length < most) this.#bytes = new Uint8Array(2 * most);
    const bytes = this.#bytes;
    const isMs = this.#unit === "ms";
    let length = 0;
    bytes[length++] = OPEN;
    for (let i = 0; i < timesMs.length; i++) {
      if (i > 0) bytes[length++] = COMMA;
      const micros = Math.round((timesMs[i] ?? 0) * GROUP);
      if (!(micros >= 0 && micros < MAX_SMALL)) length = putLarge(bytes, length, isMs ? micros / 1e3 : micros / 1e6);
      else length = isMs ? putMs(bytes, length, micros | 0) : putSeconds(bytes, length, micros | 0);
    }
    bytes[length++] = CLOSE;
    return bytes.subarray(0, length);
  }
}

// Each of these puts something at a place, and returns the place after it.

function putLarge(bytes: Uint8Array, at: number, value: number): number {
  const text = String(value);
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function putMs(bytes: Uint8Array, at: number, micros: number): number {
  const whole = (micros / GROUP) | 0;
  const rest = micros - whole * GROUP;
  const next = putWhole(bytes, at, whole);
  if (rest === 0) return next;
  bytes[next] = POINT;
  return withoutZeros(bytes, putGroup(bytes, next + 1, rest));
}

function putSeconds(bytes: Uint8Array, at: number, micros: number): number {
  const ms = (micros / GROUP) | 0;
  const whole = (ms / GROUP) | 0;
  const rest = micros - ms * GROUP;
  const next = putWhole(bytes, at, whole);
  if (micros === whole * GROUP * GROUP) return next;
  bytes[next] = POINT;
  const after = putGroup(bytes, next + 1, ms - whole * GROUP);
  return withoutZeros(bytes, rest === 0 ? after : putGroup(bytes, after, rest));
}

function putWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value < GROUP) return putFirst(bytes, at, value);
  const upper = (value / GROUP) | 0;
  const next = upper < GROUP ? putFirst(bytes, at, upper) : putMany(bytes, at, upper);
  return putGroup(bytes, next, value - upper * GROUP);
}

function putMany(bytes: Uint8Array, at: number, thousands: number): number {
  const upper = (thousands / GROUP) | 0;
  return putGroup(bytes, putFirst(bytes, at, upper), thousands - upper * GROUP);
}

/** A group without zeros before it. */
function putFirst(bytes: Uint8Array, at: number, group: number): number {
  let next = at;
  if (group > 99) bytes[next++] = DIGITS[3 * group] ?? ZERO;
  if (group > 9) bytes[next++] = DIGITS[3 * group + 1] ?? ZERO;
  bytes[next++] = DIGITS[3 * group + 2] ?? ZERO;
  return next;
}

function putGroup(bytes: Uint8Array, at: number, group: number): number {
  bytes[at] = DIGITS[3 * group] ?? ZERO;
  bytes[at + 1] = DIGITS[3 * group + 1] ?? ZERO;
  bytes[at + 2] = DIGITS[3 * group + 2] ?? ZERO;
  return at + 3;
}

/** Takes the zeros off that decimals end with. */
function withoutZeros(bytes: Uint8Array, end: number): number {
  let last = end;
  while (bytes[last - 1] === ZERO) last--;
  return last;
}
