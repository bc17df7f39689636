import type { Definitions } from "./metric_definition.ts";

const STAGE = { unit: "ms", direction: "lower", decimals: 2 } as const;
const COUNT = { direction: "neutral", decimals: 0 } as const;

/** What the way to the service takes; undefined where the transport cannot tell (`fetch`). */
export const NETWORK_DEFINITIONS: Definitions<
  "connect_time" | "tls_time" | "write_time" | "network_rtt" | "network_ttft_share"
> = {
  connect_time: {
    ...STAGE,
    label: "Connect",
    formula: "From the begin of connecting, looking up the name included, until the connection stands; of requests " +
      "that needed a new one. It is part of their TTFT.",
    shows: {
      summary: { section: "network", order: 10, label: "Avg Connect", isOptional: true },
      percentiles: { order: 160, isOptional: true },
    },
  },
  tls_time: {
    ...STAGE,
    label: "TLS",
    formula: "From the connection until TLS stands on it; of requests that needed a new one. It is part of their TTFT.",
    shows: {
      summary: { section: "network", order: 20, label: "Avg TLS", isOptional: true },
      percentiles: { order: 161, isOptional: true },
    },
  },
  write_time: {
    ...STAGE,
    label: "Write",
    formula: "From sending, or from the new connection where one was needed, until the last byte of the request was " +
      "written: large prompts and slow networks make it long.",
    shows: {
      summary: { section: "network", order: 30, label: "Avg Write", isOptional: true },
      percentiles: { order: 162, isOptional: true },
    },
  },
  network_rtt: {
    ...STAGE,
    decimals: 3,
    label: "Round trip",
    formula:
      "The smoothed round trip of the connection at the end of the request, as the system knows it (TCP_INFO): " +
      "what the network alone adds to every TTFT at least. A proxy ends it.",
    shows: {
      summary: { section: "network", order: 40, label: "Avg Round Trip", isOptional: true },
      percentiles: { order: 163, isOptional: true },
    },
  },
  network_ttft_share: {
    unit: "%",
    direction: "lower",
    decimals: 1,
    label: "Round trip in TTFT",
    formula: "100 · round trip / TTFT of the same request: the network's share of TTFT, 100 at most.",
    shows: {
      summary: { section: "network", order: 50, label: "Avg Share of TTFT", isOptional: true },
      percentiles: { order: 164, isOptional: true },
    },
  },
};

/** Counts of connections; undefined where the transport cannot tell. */
export const CONNECTION_DEFINITIONS: Definitions<
  "new_connections" | "reused_connections" | "resent_requests" | "retransmitted_segments"
> = {
  new_connections: {
    ...COUNT,
    unit: "requests",
    label: "On new connections",
    formula: "Requests that were the first of their connection, one opened ahead of the load too.",
    shows: { summary: { section: "network", order: 60, label: "On New Connections", isOptional: true } },
  },
  reused_connections: {
    ...COUNT,
    unit: "requests",
    label: "On used connections",
    formula: "Requests over a connection that had carried one before.",
    shows: { summary: { section: "network", order: 70, label: "On Used Connections", isOptional: true } },
  },
  resent_requests: {
    ...COUNT,
    unit: "requests",
    direction: "lower",
    label: "Sent again",
    formula:
      "Times a request was sent once more, because the service had closed the connection that was to carry it: " +
      "it has seen so many more than there are requests. fetch repeats some itself, unseen.",
    shows: { summary: { section: "network", order: 80, label: "Sent Again", warnsAboveZero: true, isOptional: true } },
  },
  retransmitted_segments: {
    unit: "segments",
    direction: "lower",
    decimals: 0,
    label: "Retransmitted",
    formula: "Segments of requests that the system had to send again (TCP_INFO): the network lost something.",
    shows: {
      summary: { section: "network", order: 90, label: "Retransmitted", warnsAboveZero: true, isOptional: true },
    },
  },
};
