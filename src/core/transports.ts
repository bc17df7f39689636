/** The ways to carry HTTP exchanges. */
export const TRANSPORT_NAMES = ["socket", "fetch"] as const;

/** The name of a way to carry HTTP exchanges. */
export type TransportName = typeof TRANSPORT_NAMES[number];
