import { bareHost, portOf } from "../core/network/no_proxy.ts";

/** A handshake takes a few round trips. */
const HANDSHAKE_LIMIT_MS = 3000;

/** Tells whether what listens at an address of plain HTTP answers a TLS handshake, whatever its certificate. */
export async function speaksTls(url: string): Promise<boolean> {
  const address = new URL(url);
  let connection: Deno.TcpConn;
  try {
    connection = await Deno.connect({ hostname: bareHost(address.hostname), port: portOf(address) });
  } catch {
    // Nothing listens there: that is what the request found, too.
    return false;
  }
  const timer = setTimeout(() => closeQuietly(connection), HANDSHAKE_LIMIT_MS);
  try {
    const secured = await Deno.startTls(connection, { hostname: bareHost(address.hostname) });
    await secured.handshake();
    secured.close();
    return true;
  } catch (error) {
    closeQuietly(connection);
    return error instanceof Error && /certificate|UnknownIssuer|CaUsedAsEndEntity/i.test(error.message);
  } finally {
    clearTimeout(timer);
  }
}

function closeQuietly(connection: { close(): void }): void {
  try {
    connection.close();
  } catch {
    // The handshake had taken it over, and ended it.
  }
}
