import { maskUrl } from "../secret_mask.ts";
import { isExcepted, isLoopback } from "./no_proxy.ts";

/** A proxy that requests go through. */
export interface Proxy {
  /** Its whole address: may hold secrets. */
  readonly url: string;
  /** Its address as it may be shown. */
  readonly displayUrl: string;
  /** Who named it: the option or a variable. */
  readonly source: string;
}

/** Looks up an environment variable. */
export type ReadVariable = (name: string) => string | undefined;

/** What a proxy can be spoken to by. */
const PROTOCOLS: ReadonlySet<string> = new Set(["http:", "https:", "socks5:", "socks5h:"]);

/**
 * Decides which proxy requests to an address go through, for all transports alike; `null`: none. The option names one for
 * every address, or `none`. Without it the environment decides, as for curl: `HTTP_PROXY` or `HTTPS_PROXY` by the
 * address, else `ALL_PROXY` (in small letters, too), unless `NO_PROXY` names the host; this machine's own addresses are
 * never looked for behind a proxy of the environment. A text that is no address of a proxy is handed to `onUnusable`.
 */
export function findProxy(
  url: string,
  { given, read, onUnusable }: {
    readonly given: string | null;
    readonly read: ReadVariable;
    readonly onUnusable: (text: string, source: string) => void;
  },
): Proxy | null {
  const named = given === null ? nameByEnvironment(URL.parse(url), read) : { text: given, source: "--proxy" };
  if (named === null || named.text === "none") return null;
  const address = URL.parse(named.text.includes("://") ? named.text : `http://${named.text}`);
  if (address === null || !PROTOCOLS.has(address.protocol) || address.hostname === "") {
    onUnusable(named.text, named.source);
    return null;
  }
  return { url: address.href, displayUrl: maskUrl(address.href), source: named.source };
}

/** Tells whether the environment names a proxy at all. */
export function namesProxy(read: ReadVariable): boolean {
  return ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].some((name) => look(read, name) !== null);
}

interface Named {
  readonly text: string;
  readonly source: string;
}

function nameByEnvironment(target: URL | null, read: ReadVariable): Named | null {
  if (target === null || isLoopback(target)) return null;
  const exceptions = look(read, "NO_PROXY");
  if (exceptions !== null && isExcepted(target, exceptions.text)) return null;
  return look(read, target.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY") ?? look(read, "ALL_PROXY");
}

function look(read: ReadVariable, name: string): Named | null {
  for (const source of [name, name.toLowerCase()]) {
    const text = read(source);
    if (text !== undefined && text !== "") return { text, source };
  }
  return null;
}
