import type { Clock } from "../core/clock.ts";
import { UsageError } from "../core/errors.ts";
import { createBufferPool } from "./buffer_pool.ts";
import { checkClientCertificate, withCertificates } from "./ca_certificates.ts";
import { createCancelRegistry } from "./cancel_registry.ts";
import { createConnectProbe } from "./connect_probe.ts";
import { FetchExchange } from "./fetch_exchange.ts";
import type { FetchWorld } from "./fetch_exchange.ts";
import { createHeaderDefaults } from "./header_defaults.ts";
import type { NetworkRoute, Transport, TransportSettings } from "./transport.ts";

/** Smaller reads cost more calls; larger ones cost memory at thousands of streams and gain nothing for SSE events. */
const READ_BUFFER_BYTES = 8192;

/** As many idle connections as there can be users: every user keeps its own. */
const MAX_IDLE_CONNECTIONS = 100_000;

const INSECURE_HINT = "Trust the certificate instead: --ca-cert FILE";

/**
 * Creates a transport over `fetch`: HTTP/1.1 only, so that N requests at once are N connections; TLS and speaking to a
 * proxy are the platform's work.
 *
 * A request that breaks off before any answer right after it was sent, while a pooled connection may have been used,
 * met a connection that the service had closed meanwhile: it is sent once more on a fresh one and counted in
 * `connectionRetries`. (Deno from 2.7 on repeats such a request itself once, unseen, possibly on the next dead connection
 * of the pool; ours comes after that.)
 *
 * The connect timeout: when there are no headers at half of `connectMs`, a probe connects to the same address. If it
 * stands before `connectMs`, connecting is not the problem and the other timeouts decide; if not, the exchange fails
 * with `timeout_connect`.
 */
export function createFetchTransport(settings: TransportSettings, clock: Clock): Transport {
  if (settings.isInsecure === true) {
    throw new UsageError("--insecure cannot be used: fetch checks every certificate", { hint: INSECURE_HINT });
  }
  checkClientCertificate(settings.clientCertificate ?? null);
  const pooled = openClient(settings, MAX_IDLE_CONNECTIONS);
  let fresh: Deno.HttpClient | null = null;
  const world: FetchWorld = {
    clock,
    timeouts: settings.timeouts,
    pooled,
    openFresh: () => fresh ??= openClient(settings, 0),
    buffers: createBufferPool(READ_BUFFER_BYTES),
    cancelling: createCancelRegistry(),
    probe: createConnectProbe(clock, settings.route),
    withDefaults: createHeaderDefaults(),
    completed: 0,
    proxyName: settings.route?.kind === "proxy" ? settings.route.displayUrl : null,
  };

  return {
    exchange: (request, observer, signal) => new FetchExchange(world, request, observer).run(signal),
    prepare: () => Promise.resolve(),
    close() {
      pooled.close();
      fresh?.close();
    },
  };
}

function openClient(
  { caCerts, route, clientCertificate }: TransportSettings,
  poolMaxIdlePerHost: number,
): Deno.HttpClient {
  return withCertificates(caCerts, (given) =>
    Deno.createHttpClient({
      http1: true,
      http2: false,
      // A user's own Host header reaches services behind a gateway by address.
      allowHost: true,
      poolMaxIdlePerHost,
      caCerts: given,
      ...(clientCertificate ? { cert: clientCertificate.certificate, key: clientCertificate.key } : {}),
      ...toProxyOption(route),
    }));
}

/**
 * The platform obeys the environment by rules of its own, unless a client names its way: through a proxy, or over TCP
 * straight to an address.
 */
function toProxyOption(route: NetworkRoute | undefined): Pick<Deno.CreateHttpClientOptions, "proxy"> {
  if (route === undefined) return {};
  if (route.kind === "straight") return { proxy: { transport: "tcp", ...route.address } };
  const proxy = new URL(route.url);
  const { username, password } = proxy;
  proxy.username = proxy.password = "";
  if (username === "") return { proxy: { url: proxy.href } };
  const basicAuth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return { proxy: { url: proxy.href, basicAuth } };
}
