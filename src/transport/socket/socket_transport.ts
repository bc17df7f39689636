import type { Clock } from "../../core/clock.ts";
import { createBufferPool } from "../buffer_pool.ts";
import { checkCertificates } from "../ca_certificates.ts";
import { createHttp1Transport } from "../http1/http1_transport.ts";
import type { Transport, TransportSettings } from "../transport.ts";
import { SocketStream } from "./socket_stream.ts";
import type { SocketWorld } from "./socket_stream.ts";

const READ_BUFFER_BYTES = 16_384;

/** Creates a transport over the platform's sockets: HTTP/1.1 of our own, TLS by the platform. */
export function createSocketTransport(settings: TransportSettings, clock: Clock): Transport {
  checkCertificates(settings.caCerts);
  const world: SocketWorld = { clock, buffers: createBufferPool(READ_BUFFER_BYTES), caCerts: settings.caCerts };
  return createHttp1Transport(settings, clock, {
    open: (target, listener) => new SocketStream(world, target, listener),
    [Symbol.dispose]() {},
  });
}
