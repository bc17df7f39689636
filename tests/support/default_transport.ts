import { DEFAULT_MAX_REPLY_BYTES } from "../../src/core/transports.ts";
import type { TransportSettings } from "../../src/transport/transport.ts";

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
