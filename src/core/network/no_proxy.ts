/** Where a request goes to, as far as lists of exceptions care. */
interface Destination {
  readonly host: string;
  readonly port: number;
}

/**
 * Tells whether a list as in `NO_PROXY` names the host of an address: `*`, names (subdomains included, with or without a
 * leading dot or `*.`), addresses, networks such as `10.0.0.0/8`, each with `:PORT` or without; commas or spaces between.
 */
export function isExcepted(target: URL, list: string): boolean {
  const destination = { host: bareHost(target.hostname), port: portOf(target) };
  return list.split(/[\s,]+/).filter((entry) => entry !== "").some((entry) => matches(entry, destination));
}

/** Tells whether an address is this machine's own. */
export function isLoopback({ hostname }: URL): boolean {
  const host = bareHost(hostname);
  if (host === "localhost" || host.endsWith(".localhost") || host === "0.0.0.0") return true;
  return isInNetwork(host, "127.0.0.0/8") || host === "::1";
}

/** Returns a host name in small letters and without the brackets of IPv6. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
}

/** Returns the port of an address, the usual one where it names none. */
export function portOf({ port, protocol }: URL): number {
  return port === "" ? USUAL_PORTS[protocol] ?? SOCKS_PORT : Number(port);
}

const USUAL_PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** What a SOCKS proxy listens on, unless it says so. */
const SOCKS_PORT = 1080;

function matches(entry: string, { host, port }: Destination): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isInNetwork(host, entry);
  const { name, port: only } = splitPort(entry.toLowerCase());
  if (only !== null && only !== port) return false;
  const suffix = name.replace(/^\*?\./, "");
  return suffix !== "" && (host === suffix || host.endsWith(`.${suffix}`));
}

/** An IPv6 address has colons of its own: its port stands behind brackets. */
function splitPort(entry: string): { readonly name: string; readonly port: number | null } {
  const parts = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry);
  return { name: bareHost(parts?.[1] ?? entry), port: parts === null ? null : Number(parts[2]) };
}

function isInNetwork(host: string, network: string): boolean {
  const slash = network.indexOf("/");
  const bits = Number(network.slice(slash + 1));
  const [own, base] = [toBits(host), toBits(bareHost(network.slice(0, slash)))];
  if (own === null || base === null || own.length !== base.length || !Number.isInteger(bits)) return false;
  return own.slice(0, bits) === base.slice(0, bits);
}

/** Returns an IP address as text of its bits; `null` when it is none. */
function toBits(address: string): string | null {
  const groups = address.includes(":") ? groupsOfV6(address) : /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)?.slice(1);
  if (groups === undefined || groups === null) return null;
  const [radix, width] = address.includes(":") ? [16, 16] : [10, 8];
  const values = groups.map((group) => parseInt(group, radix));
  if (values.some((value) => !(value < 2 ** width))) return null;
  return values.map((value) => value.toString(2).padStart(width, "0")).join("");
}

const V6_GROUPS = 8;

function groupsOfV6(address: string): readonly string[] | null {
  const [head = "", tail, more] = address.split("::");
  const split = (text: string) => text === "" ? [] : text.split(":");
  const [front, back] = [split(head), split(tail ?? "")];
  const missing = V6_GROUPS - front.length - back.length;
  if (more !== undefined || missing < 0 || (tail === undefined && missing > 0)) return null;
  return [...front, ...new Array<string>(missing).fill("0"), ...back];
}
