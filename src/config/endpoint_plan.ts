import type { Proxy } from "../core/network/proxy_rule.ts";

/** One address that requests go to. */
export interface EndpointPlan {
  /** What it is called in results: its address as it may be shown, unlike that of all others. */
  readonly name: string;
  /** The whole address, to send to: may hold secrets. */
  readonly url: string;
  /** The address as it may be shown and written: secrets masked. */
  readonly displayUrl: string;
  /** All headers of the user, Authorization included: secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** What requests go through; `null`: straight to the service. */
  readonly proxy: Proxy | null;
}

/** Whether an address is spoken to over TLS. */
export function isTls(url: string): boolean {
  return URL.parse(url)?.protocol === "https:";
}

/** Whether neither a service nor a proxy is spoken to over TLS. */
export function arePlain(endpoints: readonly EndpointPlan[]): boolean {
  return endpoints.every(({ url, proxy }) => !isTls(url) && (proxy === null || !isTls(proxy.url)));
}
