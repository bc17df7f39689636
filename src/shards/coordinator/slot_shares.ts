/** The part of a whole number that falls to one of several event loops; the parts add up to it. */
export function shareOf(total: number, index: number, count: number): number {
  return Math.floor(total / count) + (index < total % count ? 1 : 0);
}
