import type { TransportSettings } from "./transport.ts";

/** More than any text reply has; a body without an end must not fill the memory. */
export const DEFAULT_MAX_REPLY_BYTES = 1_073_741_824;

/** The settings of a transport where nothing else is said. */
export const DEFAULT_TRANSPORT: TransportSettings = {
  name: "socket",
  timeouts: { connectMs: null, readMs: null, totalMs: null },
  caCerts: [],
  connectionReuse: "pooled",
  preconnect: 0,
  unixSocket: null,
  resolve: [],
  maxReplyBytes: DEFAULT_MAX_REPLY_BYTES,
};
