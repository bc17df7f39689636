/** Turns seconds into milliseconds; `null` stays. */
export function secondsToMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}
