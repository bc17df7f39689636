/** Two standard deviations of the normal distribution: 95 % of it lie within. */
const NORMAL_95 = 1.959964;
const TAIL_PROBABILITY = 0.025;
/** From this variance on the binomial distribution is near enough to the normal one. */
const NORMAL_VARIANCE = 25;

/** Ranks of sorted samples, from 0; `null`: there are too few samples for that end. */
export interface RankRange {
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Finds the ranks between which a percentile lies with 95 % confidence, whatever the distribution of the samples: the
 * number of samples below it is binomial. The same as asking whether the share of samples within a limit is the
 * percentile's by more than chance.
 */
export function findRankRange(percent: number, count: number): RankRange {
  if (percent <= 50) return rankRange(percent / 100, count);
  const { low, high } = rankRange(1 - percent / 100, count);
  return { low: high === null ? null : count - 1 - high, high: low === null ? null : count - 1 - low };
}

function rankRange(share: number, count: number): RankRange {
  const variance = count * share * (1 - share);
  const [below, above] = variance >= NORMAL_VARIANCE ? normalEnds(share, count) : exactEnds(share, count);
  return { low: below < 1 ? null : below - 1, high: above > count ? null : above - 1 };
}

/** Ranks from 1: below that of the lower end 0, where the upper end lies beyond the samples count + 1. */
function normalEnds(share: number, count: number): [number, number] {
  const middle = count * share;
  const reach = NORMAL_95 * Math.sqrt(middle * (1 - share));
  return [Math.floor(middle - reach), Math.ceil(middle + reach) + 1];
}

function exactEnds(share: number, count: number): [number, number] {
  // (1 − share)^count does not underflow: share is at most a half and the variance is small.
  let probability = (1 - share) ** count;
  let cumulative = probability;
  let below = 0;
  let successes = 0;
  while (cumulative <= TAIL_PROBABILITY && successes < count) {
    successes++;
    probability *= (count - successes + 1) / successes * share / (1 - share);
    cumulative += probability;
    below = successes;
  }
  while (cumulative < 1 - TAIL_PROBABILITY && successes < count) {
    successes++;
    probability *= (count - successes + 1) / successes * share / (1 - share);
    cumulative += probability;
  }
  return [below, successes + 1];
}
