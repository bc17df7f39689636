import { arePlain, type EndpointPlan, isTls } from "../../config/endpoint_plan.ts";
import type { TargetPlan } from "../../config/run_plan.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import { bareHost, portOf } from "../../core/network/no_proxy.ts";
import { namesProxy } from "../../core/network/proxy_rule.ts";
import { chooseTransport } from "../../transport/choose_transport.ts";
import type { ChosenTransport } from "../../transport/choose_transport.ts";
import type { TransportWish } from "../../transport/objections.ts";
import type { ExamineTransport } from "../../transport/registry.ts";
import type { Endpoint } from "../../apis/open_endpoints.ts";
import type { ClientCertificate, NetworkRoute, TransportSettings } from "../../transport/transport.ts";

/** Reads what a transport needs of a plan, the certificate files included. */
export async function readTransportSettings(
  target: TargetPlan,
  { name, poller }: Pick<ChosenTransport, "name" | "poller">,
): Promise<TransportSettings> {
  const { caCertPaths, timeouts, isInsecure, connection } = target;
  const { reuse: connectionReuse, preconnect, unixSocket, resolve, maxReplyBytes } = connection;
  const caCerts: string[] = [];
  // To have all authorities of a system looked at takes longer than a request: without TLS nobody needs them.
  for (const path of arePlain(target.endpoints) ? [] : caCertPaths) caCerts.push(await readPem(path));
  const clientCertificate = await readClientCertificate(target);
  const own = { connectionReuse, preconnect, unixSocket, resolve, maxReplyBytes };
  const waiting = poller === null ? {} : { poller };
  return { name, ...waiting, timeouts, caCerts, isInsecure, clientCertificate, ...own };
}

/** Decides how the requests of a plan are carried. */
export function chooseFor(
  { endpoints, isInsecure, connection }: TargetPlan,
  examine: ExamineTransport,
): Promise<ChosenTransport> {
  const wish: TransportWish = {
    choice: connection.transport,
    poller: connection.poller,
    isTls: endpoints.some(({ url }) => isTls(url)),
    hasProxy: endpoints.some(({ proxy }) => proxy !== null),
    isInsecure,
    hasUnixSocket: connection.unixSocket !== null,
  };
  return chooseTransport(wish, examine);
}

/** What event loops need to know of where requests go. */
export function toEndpoints({ endpoints }: TargetPlan): readonly Endpoint[] {
  return endpoints.map((endpoint) => {
    const { name, url, headers } = endpoint;
    return { name, url, headers, route: toRoute(endpoint) };
  });
}

function toRoute({ proxy, url }: EndpointPlan): NetworkRoute | null {
  if (proxy !== null) return { kind: "proxy", url: proxy.url, displayUrl: proxy.displayUrl };
  const service = URL.parse(url);
  if (service === null || !namesProxy((name) => Deno.env.get(name))) return null;
  return { kind: "straight", address: { hostname: bareHost(service.hostname), port: portOf(service) } };
}

async function readClientCertificate({ clientCertificatePaths: paths }: TargetPlan): Promise<ClientCertificate | null> {
  return paths && { certificate: await readPem(paths.certificate), key: await readPem(paths.key) };
}

async function readPem(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DataError(`Cannot read the certificates in "${path}": ${reason}`, { cause, hint: "Give a PEM file" });
  }
}
