/** A seeded source of random numbers; the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer, both ends included. */
  integer(min: number, max: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Gamma with the given shape and scale 1 (Marsaglia and Tsang 2000). */
  gamma(shape: number): number;
}

/** Draws a fresh 32-bit seed, for a run whose user gave none. */
export function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

const ID_CHARS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Draws a name that nothing else has, of small letters and digits. */
export function drawId(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => ID_CHARS[byte % ID_CHARS.length]).join("");
}

/** Derives an independent seed for a named part of a run, so that parts do not disturb each other. */
export function deriveSeed(seed: number, part: string): number {
  let hash = (seed ^ 0x9e3779b9) >>> 0;
  for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193) >>> 0;
  return mixBits(hash);
}

/** Creates a generator (sfc32 of PractRand, seeded through the murmur3 finaliser). */
export function createRandom(seed: number): Random {
  const next = createSfc32(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    normal,
    exponential: () => -Math.log(1 - next()),
    gamma: (shape) => drawGamma(shape, next, normal),
  };
}

/** Spreads the bits of a number over all of its 32 (the finaliser of murmur3). */
export function mixBits(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function createSfc32(seed: number): () => number {
  let a = mixBits(seed);
  let b = mixBits(seed ^ 0x243f6a88);
  let c = mixBits(seed ^ 0xb7e15162);
  let counter = 1;
  const draw = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) draw();
  // 53 bits: 27 of one draw and 26 of the next.
  return () => ((draw() >>> 5) * 67108864 + (draw() >>> 6)) / 9007199254740992;
}

function drawGamma(shape: number, next: () => number, normal: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, next, normal) * Math.pow(1 - next(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}
