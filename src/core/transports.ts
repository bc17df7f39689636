/** The ways to carry HTTP exchanges. */
export const TRANSPORT_NAMES = ["fetch"] as const;

/** Which proxy requests go through; an address may hold a secret. */
export type ProxyChoice =
  | { readonly kind: "environment" }
  | { readonly kind: "none" }
  | { readonly kind: "url"; readonly url: string };

/** The name of a way to carry HTTP exchanges. */
export type TransportName = typeof TRANSPORT_NAMES[number];
