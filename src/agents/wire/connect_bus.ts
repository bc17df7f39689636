import { errors, NatsConnectionImpl, nkeyAuthenticator, setTransportFactory } from "@nats-io/nats-core/internal";
import type { NatsConnection } from "@nats-io/nats-core";
import { DataError, reasonOf } from "../../core/errors.ts";
import { WORD_USER } from "./bus_account.ts";
import { BusTransport, resolveHost } from "./bus_transport.ts";
import { isNewEnough, OLDEST_SERVER } from "./server_version.ts";

/** How to reach a bus, and what to show it. */
export interface BusAddress {
  /** `nats://HOST:PORT` or `tls://HOST:PORT`. */
  readonly url: string;
  readonly token: string | null;
  /** A file with the key (NKey seed) of coordinator or agent. */
  readonly credsPath: string | null;
  /** A file with the certificate of the authority that the bus's own is signed by. */
  readonly authorityPath: string | null;
}

/** A connection that is lost is made anew as long as somebody wants it. */
const RECONNECT_MS = 250;
const PING_MS = 2000;
/**
 * So many pings may be without an answer. A coordinator that is short of CPU is late with everything, and its connection is
 * none the worse for it; an agent is to look for another way soon.
 */
const MOST_PINGS: Readonly<Record<BusRole, number>> = { coordinator: 5, agent: 2 };
const CONNECT_TIMEOUT_MS = 5000;

const HINT = "Is it running (`streamgauge bus`), and does it know this token or key?";
/** What rustls says of a certificate, and what stands before it. */
const IS_ABOUT_CERTIFICATE = /peer certificate/;
const CERTIFICATE_HINT =
  "Name the authority that signed it (agent --ca, perf --bus-ca), and the bus as in its certificate: " +
  "`streamgauge bus --init DIR --name NAME`";

/** Which of the two it is: each has a place of its own for answers, that the other may not read. */
export type BusRole = "coordinator" | "agent";

/** How a connection is called at the bus, which tells it to others when it has ended. */
export interface Caller {
  readonly role: BusRole;
  /** Tells this process from all others. */
  readonly incarnation: string;
}

/** Nobody is at the address of a bus, or not yet. */
export class NoBusError extends DataError {}

/** What is said where nobody is, or the way there does not exist. */
const ABSENT_CODES: ReadonlySet<unknown> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"],
]);

/** Connects to a bus; throws a `NoBusError` where nobody is, a `DataError` where it lets nobody in with that key. */
export async function connectBus(address: BusAddress, { role, incarnation }: Caller): Promise<NatsConnection> {
  const { url, token, credsPath, authorityPath } = address;
  const seed = credsPath === null ? null : await readKeyFile("key", credsPath);
  const authority = authorityPath === null ? null : await readKeyFile("certificate", authorityPath);
  const isTls = url.startsWith("tls:") || authority !== null;
  setTransportFactory({ factory: () => new BusTransport(), dnsResolveFn: resolveHost });
  try {
    const connection = await NatsConnectionImpl.connect({
      servers: url,
      name: `streamgauge ${role} ${incarnation}`,
      inboxPrefix: `_INBOX_${role}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      reconnectJitter: 0,
      pingInterval: PING_MS,
      maxPingOut: MOST_PINGS[role],
      timeout: CONNECT_TIMEOUT_MS,
      ignoreAuthErrorAbort: true,
      // Else each request keeps two stacks for the case that it fails: 80 µs, more than reading a record.
      noAsyncTraces: true,
      ...(token === null ? {} : { token, user: WORD_USER, pass: token }),
      ...(seed === null ? {} : { authenticator: nkeyAuthenticator(seed) }),
      ...(isTls ? { tls: authority === null ? {} : { ca: new TextDecoder().decode(authority) } } : {}),
    });
    return await checkServer(connection);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = reasonOf(cause);
    const hint = IS_ABOUT_CERTIFICATE.test(reason) ? CERTIFICATE_HINT : HINT;
    throw new (isAbsent(cause) ? NoBusError : DataError)(`The bus at ${url} cannot be used: ${reason}`, {
      cause,
      hint,
    });
  }
}

/** Whether what went wrong says that nobody is there, or that nobody knows the name, as of a machine that is yet to start. */
export function isAbsent(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const isOne = thrown instanceof errors.TimeoutError || ABSENT_CODES.has(Reflect.get(thrown, "code"));
  return isOne || isAbsent(thrown.cause);
}

async function readKeyFile(what: "key" | "certificate", path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new DataError(`The ${what} ${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

async function checkServer(connection: NatsConnection): Promise<NatsConnection> {
  const { info } = connection;
  if (info === undefined) {
    await connection.close();
    throw new NoBusError("The bus ended the connection as soon as it was made");
  }
  const { jetstream = false, version } = info;
  const isNew = isNewEnough(version);
  if (jetstream && isNew) return connection;
  await connection.close();
  if (!isNew) throw new DataError(`The bus is nats-server ${version}; ${OLDEST_SERVER} or newer is needed`);
  throw new DataError(`The bus (nats-server ${version}) has no JetStream, through which records go`, {
    hint: "Start it with -js, or by `streamgauge bus`",
  });
}
