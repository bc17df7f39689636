import type { TuningVariable } from "../../metrics/tuning/tuning_result.ts";

/** The loads that a search may try. */
export interface LoadScale {
  readonly lower: number;
  readonly upper: number;
  clamp(value: number): number;
  /** Twice the load, at most the upper bound. */
  doubled(value: number): number;
  /** Half the load, at least the lower bound. */
  halved(value: number): number;
  /** A load between two, at a share of the way; `null` where they are near enough to each other. */
  between(low: number, high: number, share?: number): number | null;
}

interface ScaleBounds {
  readonly lower: number;
  readonly upper: number;
  /** How near two loads must be, as a share: of rates always, of slots only where `isCoarse`. */
  readonly tolerance: number;
  readonly isCoarse: boolean;
}

/** Creates the loads of a search: whole numbers for slots, numbers of a few digits for rates. */
export function createLoadScale(variable: TuningVariable, bounds: ScaleBounds): LoadScale {
  const isWhole = variable === "parallel";
  const lower = isWhole ? Math.max(1, Math.ceil(bounds.lower)) : bounds.lower;
  const upper = isWhole ? Math.floor(bounds.upper) : bounds.upper;
  const clamp = (value: number): number => Math.min(upper, Math.max(lower, isWhole ? Math.round(value) : value));
  return {
    lower,
    upper,
    clamp,
    doubled: (value) => clamp(value * 2),
    halved: (value) => clamp(isWhole ? Math.floor(value / 2) : value / 2),
    between: isWhole ? betweenWhole(bounds) : betweenReal(bounds),
  };
}

function betweenWhole({ tolerance, isCoarse }: ScaleBounds): LoadScale["between"] {
  return (low, high, share = 0.5) => {
    const gap = high - low;
    if (gap <= 1 || (isCoarse && gap <= tolerance * low)) return null;
    return Math.min(high - 1, Math.max(low + 1, Math.round(low + share * gap)));
  };
}

function betweenReal({ tolerance }: ScaleBounds): LoadScale["between"] {
  // Two digits more than the tolerance tells apart, so that rounding never meets an end.
  const digits = Math.min(15, Math.max(3, Math.ceil(-Math.log10(tolerance)) + 2));
  return (low, high, share = 0.5) => {
    if (high - low <= tolerance * low) return null;
    const value = Number((low + share * (high - low)).toPrecision(digits));
    return value > low && value < high ? value : null;
  };
}
