/** Whoever sends SIGTERM sends it once, and then kills: most wait 30 s. */
export const GRACE_MS = 10_000;
