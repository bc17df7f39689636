/** Where a connection goes to. */
export interface NetworkAddress {
  readonly hostname: string;
  readonly port: number;
}

/** Looks up an environment variable. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * Returns the address that a request for `url` connects to: the service's, or that of the proxy which the environment
 * names. `fetch` obeys `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (or in small letters) by itself; this
 * follows the same rules for the probe of the connect timeout.
 */
export function toConnectAddress(url: string, readVariable: ReadVariable): NetworkAddress {
  const target = new URL(url);
  const proxy = isBypassed(target.hostname, read(readVariable, "NO_PROXY"))
    ? undefined
    : read(readVariable, target.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY") ??
      read(readVariable, "ALL_PROXY");
  const proxyUrl = proxy === undefined ? null : URL.parse(proxy.includes("://") ? proxy : `http://${proxy}`);
  return toAddress(proxyUrl ?? target);
}

function read(readVariable: ReadVariable, name: string): string | undefined {
  return readVariable(name) || readVariable(name.toLowerCase()) || undefined;
}

function isBypassed(hostname: string, noProxy: string | undefined): boolean {
  if (noProxy === undefined) return false;
  return noProxy.split(",").map((entry) => entry.trim()).some((entry) => {
    const suffix = entry.replace(/^\*?\./, "");
    return entry === "*" || (suffix !== "" && (hostname === suffix || hostname.endsWith(`.${suffix}`)));
  });
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** What a SOCKS proxy listens on, unless it says so. */
const SOCKS_PORT = 1080;

function toAddress({ hostname, port, protocol }: URL): NetworkAddress {
  return {
    hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? DEFAULT_PORTS[protocol] ?? SOCKS_PORT : Number(port),
  };
}
