/** A reply that sends the request elsewhere. */
export interface Redirection {
  readonly status: number;
  /** The header as it came. */
  readonly location: string;
}

/** More hops than a slash and a host name need are a circle. */
export const MAX_REDIRECTS = 3;

/** Statuses that keep the method and the body of a request. */
const KEEPING: ReadonlySet<number> = new Set([307, 308]);

/** Tells whether a status sends a request elsewhere. */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/**
 * Returns where a redirected request goes on, whatever carries it: 307 and 308 within the same origin are followed,
 * since they ask for the same request and no key leaves the service. `null`: not followed.
 */
export function followedTarget({ status, location }: Redirection, fromUrl: string): string | null {
  if (!KEEPING.has(status)) return null;
  const target = URL.parse(location, fromUrl);
  return target !== null && target.origin === new URL(fromUrl).origin ? target.href : null;
}
