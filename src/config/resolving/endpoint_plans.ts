import { nameEndpoints } from "../../core/endpoints.ts";
import { findProxy, type Proxy } from "../../core/network/proxy_rule.ts";
import { maskText } from "../../core/secret_mask.ts";
import type { EndpointPlan } from "../endpoint_plan.ts";
import type { TargetPlan } from "../run_plan.ts";
import type { Addresses } from "./addresses.ts";
import type { Resolution } from "./resolution.ts";
import type { UrlResult } from "./url_rules.ts";

/** Makes endpoints of addresses: each has its own name and password, and its own way through a proxy or past it. */
export function resolveEndpoints(resolution: Resolution, addresses: Addresses): TargetPlan["endpoints"] {
  const names = nameEndpoints(addresses.map(({ displayUrl }) => displayUrl));
  if (resolution.values.api_key !== null && hasAuthorization(resolution)) {
    resolution.notes.push("--api-key replaces the Authorization header of --headers");
  }
  const toEndpoint = (address: UrlResult, index: number): EndpointPlan => ({
    name: names[index] ?? address.displayUrl,
    url: address.url,
    displayUrl: address.displayUrl,
    headers: resolveHeaders(resolution, address.basicAuthorization),
    proxy: resolveProxy(resolution, address.url),
  });
  const [first, ...others] = addresses;
  const endpoints = [toEndpoint(first, 0), ...others.map((address, index) => toEndpoint(address, index + 1))] as const;
  resolution.notes.push(...describeProxies(endpoints));
  return endpoints;
}

function resolveProxy({ values, env, problems }: Resolution, url: string): Proxy | null {
  return findProxy(url, {
    given: values.proxy,
    read: (name) => env[name],
    onUnusable(text, source) {
      const message = `Cannot use the proxy "${maskText(text)}" of ${source}: it is no address`;
      // It is the same for all addresses that go through it.
      if (problems.some((problem) => problem.message === message)) return;
      problems.push({ message, hint: "Write http://HOST:PORT (also https and socks5), or give --proxy none" });
    },
  });
}

/** One line for each proxy, with the addresses that are reached through it where others are not. */
function describeProxies(endpoints: TargetPlan["endpoints"]): readonly string[] {
  const through = endpoints.filter(({ proxy }) => proxy !== null);
  const byProxy = Map.groupBy(through, ({ proxy }) => `${proxy?.displayUrl} (${proxy?.source})`);
  return [...byProxy].map(([proxy, reached]) => {
    const names = reached.map(({ name }) => name).join(", ");
    const which = reached.length === endpoints.length ? "All requests" : `Requests to ${names}`;
    return `${which} go through the proxy ${proxy}: it may hold events back; --proxy none goes straight to the service`;
  });
}

function hasAuthorization({ values }: Resolution): boolean {
  return Object.keys(values.headers).some(isAuthorization);
}

function isAuthorization(name: string): boolean {
  return name.toLowerCase() === "authorization";
}

function resolveHeaders(resolution: Resolution, basic: string | null): Record<string, string> {
  const { values } = resolution;
  const given = Object.entries(values.headers);
  const others = given.filter(([name]) => !isAuthorization(name));
  if (values.api_key === null) {
    return basic === null || hasAuthorization(resolution)
      ? Object.fromEntries(given)
      : Object.fromEntries([...others, ["Authorization", basic]]);
  }
  return Object.fromEntries([...others, ["Authorization", `Bearer ${values.api_key}`]]);
}
