import type { Clock } from "../core/clock.ts";
import { bareHost, portOf } from "../core/network/no_proxy.ts";
import type { NetworkAddress, NetworkRoute } from "./transport.ts";

/** Finds out whether a connection can be made at all. */
export interface ConnectProbe {
  /** Resolves with true once the address answered, with false when it had not by `untilMs`. */
  reach(url: string, untilMs: number): Promise<boolean>;
}

/**
 * Creates a probe. `fetch` does not tell when its connection stands, so that a service which is slow to answer and a
 * host which swallows packets look alike. The probe connects to the same address beside the request; requests that wait
 * at once share one attempt.
 */
export function createConnectProbe(clock: Clock, route?: NetworkRoute): ConnectProbe {
  const attempts = new Map<string, Promise<boolean>>();

  const attempt = (url: string, limitMs: number): Promise<boolean> => {
    const running = attempts.get(url);
    if (running !== undefined) return running;
    const started = tryConnect(toAddress(url, route), limitMs).finally(() => attempts.delete(url));
    attempts.set(url, started);
    return started;
  };
  return {
    async reach(url, untilMs) {
      // An attempt that another request began may end before this one's time is over.
      do {
        const limitMs = Math.max(1, untilMs - clock.nowMs());
        if (await attempt(url, limitMs)) return true;
      } while (clock.nowMs() < untilMs);
      return false;
    },
  };
}

async function tryConnect(address: NetworkAddress, limitMs: number): Promise<boolean> {
  const expiry = new AbortController();
  const timer = setTimeout(() => expiry.abort(), limitMs);
  try {
    const connection = await Deno.connect({ ...address, signal: expiry.signal });
    connection.close();
    return true;
  } catch {
    // A refusal is an answer too: the request itself then fails by its own error, which says more than a timeout.
    return !expiry.signal.aborted;
  } finally {
    clearTimeout(timer);
  }
}

function toAddress(url: string, route: NetworkRoute | undefined): NetworkAddress {
  if (route?.kind === "straight") return route.address;
  const peer = new URL(route?.kind === "proxy" ? route.url : url);
  return { hostname: bareHost(peer.hostname), port: portOf(peer) };
}
