import { toMs } from "../texts/duration_text.ts";
import type { LocalPlan, TargetPlan } from "../run_plan.ts";
import type { Addresses } from "./addresses.ts";
import type { ApiPlan } from "./api_plan.ts";
import type { Resolution } from "./resolution.ts";
import { arePlain } from "../endpoint_plan.ts";
import { hasAuthoritiesOfEnvironment, noteIdleConnection } from "./idle_connection.ts";
import { resolveEndpoints } from "./endpoint_plans.ts";
import { readUserFile } from "./user_files.ts";

const CERTIFICATES = "--ca-cert (or SSL_CERT_FILE)";

/** Decides what requests are sent to and with which headers. */
export function resolveTarget(
  resolution: Resolution,
  { addresses, api, custom, local }: ApiPlan & { readonly addresses: Addresses; readonly local: LocalPlan | null },
): TargetPlan {
  const { values } = resolution;
  const endpoints = resolveEndpoints(resolution, addresses);
  // That the environment names authorities which are not there, as containers often do, is nothing where nobody needs them.
  if (!arePlain(endpoints) || !hasAuthoritiesOfEnvironment(resolution)) checkCertificates(resolution);
  noteIdleConnection(resolution, endpoints);
  const [{ url, displayUrl, headers, proxy }] = endpoints;
  return {
    api,
    custom,
    local,
    url,
    displayUrl,
    headers,
    proxy,
    endpoints,
    endpointRule: { strategy: values.url_strategy, scope: values.url_per },
    timeouts: {
      connectMs: toLimitMs(values.connect_timeout),
      readMs: toLimitMs(values.read_timeout),
      totalMs: toLimitMs(values.total_timeout),
      idleMs: toLimitMs(values.idle_timeout),
    },
    isInsecure: values.insecure,
    waitMs: Math.round(values.wait * 1000),
    caCertPaths: values.ca_cert,
    clientCertificatePaths: resolveClientCertificate(resolution),
    connection: {
      transport: values.transport,
      poller: values.poller,
      reuse: values.connection_reuse,
      preconnect: values.preconnect,
      unixSocket: values.unix_socket,
      resolve: values.resolve,
      maxReplyBytes: values.max_reply_bytes,
    },
    testConnection: !values.no_test_connection,
  };
}

/** As in `evalscope perf` (and aiohttp below it), 0 stands for no limit. */
function toLimitMs(seconds: number | null): number | null {
  return seconds === 0 ? null : toMs(seconds);
}

function checkCertificates({ values, problems }: Resolution): void {
  for (const path of values.ca_cert) {
    const read = readUserFile(path, CERTIFICATES);
    if (typeof read !== "string") problems.push(read);
    else if (!read.includes("-----BEGIN CERTIFICATE-----")) {
      const message = `Cannot use the file "${path}" of ${CERTIFICATES}: it holds no PEM certificate`;
      problems.push({ message, hint: "Convert it with: openssl x509 -inform der -in FILE -out FILE.pem" });
    }
  }
}

/** The key may stand in the file of the certificate. */
function resolveClientCertificate({ values, problems }: Resolution): TargetPlan["clientCertificatePaths"] {
  const { client_cert: certificate, client_key: ownKey } = values;
  if (certificate === null) {
    if (ownKey !== null) problems.push({ message: "--client-key is given without --client-cert", hint: "Give both" });
    return null;
  }
  const key = ownKey ?? certificate;
  const keyOption = ownKey === null ? "--client-cert" : "--client-key";
  const wanted = [
    [certificate, "--client-cert", /-----BEGIN CERTIFICATE-----/, "certificate"],
    [key, keyOption, /-----BEGIN [A-Z ]*PRIVATE KEY-----/, "key"],
  ] as const;
  for (const [path, option, pattern, what] of wanted) {
    const read = readUserFile(path, option);
    if (typeof read !== "string") problems.push(read);
    else if (!pattern.test(read)) {
      problems.push({
        message: `Cannot use the file "${path}" of ${option}: it holds no PEM ${what}`,
        hint: "Give --client-cert FILE and --client-key FILE in PEM form",
      });
    }
  }
  return { certificate, key };
}
