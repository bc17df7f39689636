/** Returns a share as it is shown, 0 to 100; `null` stays what it is. */
export function toPercent(share: number | null): number | null {
  return share === null ? null : share * 100;
}
