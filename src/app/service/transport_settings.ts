import type { TargetPlan } from "../../config/run_plan.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { TransportSettings } from "../../transport/transport.ts";

/**
 * Keeps requests to a service from going through any proxy: `fetch` asks the environment, and so does every event loop
 * of this process. Other hosts, such as hubs, keep their proxy.
 */
function bypassProxies(url: string): void {
  const { hostname } = new URL(url);
  for (const name of ["NO_PROXY", "no_proxy"]) {
    const before = Deno.env.get(name) ?? "";
    Deno.env.set(name, before === "" ? hostname : `${before},${hostname}`);
  }
}

/** Reads what a transport needs of a plan, the certificate files included. */
export async function readTransportSettings(
  { url, caCertPaths, timeouts, proxy, isInsecure }: TargetPlan,
): Promise<TransportSettings> {
  const caCerts: string[] = [];
  if (proxy.kind === "none") bypassProxies(url);
  for (const path of caCertPaths) caCerts.push(await readPem(path));
  return { name: "fetch", timeouts, caCerts, proxy, isInsecure };
}

async function readPem(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DataError(`Cannot read the certificates in "${path}": ${reason}`, { cause, hint: "Give a PEM file" });
  }
}
