import type { TransportSettings } from "../transport.ts";
import type { StreamTarget } from "./byte_stream.ts";

/** Finds where requests for an address are sent; equal origins have the same target. */
export type ToTarget = (url: string) => StreamTarget;

/** Creates the look-up of targets of a transport. */
export function createTargets({ unixSocket, resolve }: Pick<TransportSettings, "unixSocket" | "resolve">): ToTarget {
  const byUrl = new Map<string, StreamTarget>();
  const byOrigin = new Map<string, StreamTarget>();

  return (url) => {
    let target = byUrl.get(url);
    if (target !== undefined) return target;
    const { protocol, hostname, port, origin } = new URL(url);
    target = byOrigin.get(origin);
    if (target === undefined) {
      const isTls = protocol === "https:";
      const host = hostname.replace(/^\[(.*)\]$/, "$1");
      const address = resolve.find((entry) => entry.host.toLowerCase() === host)?.address ?? null;
      const ownPort = port === "" ? (isTls ? 443 : 80) : Number(port);
      byOrigin.set(origin, target = { host, port: ownPort, address, unixPath: unixSocket, isTls });
    }
    byUrl.set(url, target);
    return target;
  };
}
