/** How a request finds its endpoint where several addresses are given. */
export const URL_STRATEGIES = ["round-robin", "least-busy"] as const;

/** The name of a way to choose between endpoints. */
export type UrlStrategy = typeof URL_STRATEGIES[number];

/** What is given an endpoint: a session with all its turns, or each request. */
export const URL_SCOPES = ["session", "request"] as const;

/** The name of what is given an endpoint. */
export type UrlScope = typeof URL_SCOPES[number];

/** How endpoints are given out. */
export interface EndpointRule {
  readonly strategy: UrlStrategy;
  readonly scope: UrlScope;
}

/** Makes names that tell endpoints apart, also those whose addresses look alike when their secrets are masked. */
export function nameEndpoints(displayUrls: readonly string[]): readonly string[] {
  return displayUrls.map((url, index) => {
    const before = displayUrls.slice(0, index).filter((other) => other === url).length;
    return before === 0 ? url : `${url} (${before + 1})`;
  });
}
