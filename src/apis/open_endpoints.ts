import type { Clock } from "../core/clock.ts";
import { DelayCounts, type DelayReport } from "../core/delay_counts.ts";
import { createSecretMask } from "../core/secret_mask.ts";
import type { NetworkRoute, Transport, TransportSettings } from "../transport/transport.ts";
import type { ApiDialect } from "./dialect.ts";
import { createExchange, type SendBody } from "./exchange_reply.ts";

/** An address that requests go to: plain data. */
export interface Endpoint {
  /** What it is called in results. */
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `null`: straight, since nothing names a proxy. */
  readonly route: NetworkRoute | null;
}

/** Ways to endpoints, in their order. */
export interface OpenEndpoints {
  readonly sends: readonly SendBody[];
  /** Gets ready for requests: opens the connections that the settings want ahead. */
  prepare(): Promise<void>;
  /** How late bytes were read, since the last call; `null`: none were, or the system does not tell. */
  takeArrivalDelays(): DelayReport | null;
  close(): void;
}

/** What endpoints are opened with. */
export interface EndpointParts {
  readonly endpoints: readonly Endpoint[];
  readonly settings: TransportSettings;
  readonly dialect: ApiDialect;
  readonly clock: Clock;
  /** Keeps where in the text each event ends; missing: no. */
  readonly countsText?: boolean;
  readonly createTransport: (settings: TransportSettings) => Promise<Transport>;
}

/** Opens the ways to endpoints. */
export async function openEndpoints(parts: EndpointParts): Promise<OpenEndpoints> {
  const { endpoints, dialect, clock, countsText = false } = parts;
  const transports = new Map<string, Transport>();
  const sends: SendBody[] = [];
  const preparing: (() => Promise<void>)[] = [];
  const close = (): void => transports.forEach((transport) => transport.close());
  try {
    for (const { url, headers, route } of endpoints) {
      const key = routeKey(parts.settings, route);
      const transport = transports.get(key) ?? await parts.createTransport(withRoute(parts.settings, route));
      transports.set(key, transport);
      preparing.push(() => transport.prepare(url));
      sends.push(createExchange({ transport, dialect, clock, url, headers, countsText }));
    }
  } catch (cause) {
    close();
    throw cause;
  }
  return {
    sends,
    prepare: async () => void await Promise.all(preparing.map((prepare) => prepare())),
    takeArrivalDelays: () => takeDelays([...transports.values()]),
    close,
  };
}

function takeDelays(transports: readonly Transport[]): DelayReport | null {
  const all = new DelayCounts();
  for (const transport of transports) {
    const report = transport.takeArrivalDelays?.() ?? null;
    if (report !== null) all.merge(report);
  }
  return all.take();
}

/** Returns the settings of the transport that goes a way. */
export function withRoute(settings: TransportSettings, route: NetworkRoute | null): TransportSettings {
  return route === null ? settings : { ...settings, route };
}

/** One transport of our own connects to any address; those of the platform have one way each. */
function routeKey({ name }: TransportSettings, route: NetworkRoute | null): string {
  return name === "fetch" ? JSON.stringify(route) : "";
}

/** Creates a function that takes the keys of all endpoints out of a text. */
export function createEndpointsMask(endpoints: readonly Endpoint[]): (text: string) => string {
  const masks = endpoints.map(createSecretMask);
  return (text) => masks.reduce((masked, mask) => mask(masked), text);
}
