import type { Clock } from "../../core/clock.ts";
import { createBufferPool } from "../buffer_pool.ts";
import { checkClientCertificate } from "../ca_certificates.ts";
import type { StreamOpener } from "../http1/byte_stream.ts";
import { createHttp1Transport } from "../http1/http1_transport.ts";
import { loadTlsEngine } from "../tls/load_tls_engine.ts";
import { toTlsSettings } from "../tls/tls_engine.ts";
import { createTlsOpener } from "../tls/tls_opener.ts";
import type { Transport, TransportSettings } from "../transport.ts";
import { SocketStream } from "./socket_stream.ts";
import type { SocketWorld } from "./socket_stream.ts";

const READ_BUFFER_BYTES = 16_384;

/** Creates a transport over the platform's sockets: HTTP/1.1 of our own, TLS over them where plaintext keeps its stamps, else by the platform. */
export function createSocketTransport(settings: TransportSettings, clock: Clock): Transport {
  checkClientCertificate(settings.clientCertificate ?? null);
  const world: SocketWorld = { clock, buffers: createBufferPool(READ_BUFFER_BYTES), caCerts: settings.caCerts };
  const sockets: StreamOpener = {
    open: (target, listener) => new SocketStream(world, target, listener),
    [Symbol.dispose]() {},
  };
  const opener = createTlsOpener(sockets, {
    clock,
    load: (protocol) => loadTlsEngine(toTlsSettings(settings, protocol)),
    onBusy: () => {},
  });
  return createHttp1Transport(settings, clock, opener);
}
