import { bareHost } from "../../core/network/no_proxy.ts";
import { arePlain } from "../endpoint_plan.ts";
import type { TargetPlan } from "../run_plan.ts";
import type { Resolution } from "./resolution.ts";

const OF_TLS = ["insecure", "ca_cert", "client_cert"] as const;

/** Notes what was given for connections that no address of the run asks for: most often the address is not the one meant. */
export function noteIdleConnection(resolution: Resolution, endpoints: TargetPlan["endpoints"]): void {
  const { values, explicit, notes } = resolution;
  const isOfEnvironment = hasAuthoritiesOfEnvironment(resolution);
  const given = OF_TLS.filter((key) => explicit.has(key) && !(key === "ca_cert" && isOfEnvironment));
  for (const key of arePlain(endpoints) ? given : []) {
    notes.push(`--${key.replaceAll("_", "-")} has no effect: no address is https`);
  }
  const hosts = new Set(endpoints.map(({ url }) => bareHost(URL.parse(url)?.hostname ?? "")));
  for (const { host } of values.resolve.filter(({ host }) => !hosts.has(bareHost(host)))) {
    notes.push(`--resolve ${host} has no effect: no --url names this host`);
  }
}

/** Whether further authorities, if any, are named by the environment alone: nobody asked for them on the command line. */
export function hasAuthoritiesOfEnvironment({ values, env }: Resolution): boolean {
  return values.ca_cert.every((path) => path === env["SSL_CERT_FILE"]);
}
