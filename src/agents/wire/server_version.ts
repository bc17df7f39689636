/** Older servers do not refuse duplicates and full streams as records need it. */
const OLDEST = { major: 2, minor: 10 } as const;

/** The oldest nats-server that has what records need. */
export const OLDEST_SERVER: string = `${OLDEST.major}.${OLDEST.minor}`;

/** Tells whether a version of nats-server has what records need. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}
