import type { Clock } from "../../core/clock.ts";
import type { Failure } from "../../core/failure.ts";
import { checkCertificates } from "../ca_certificates.ts";
import { createCancelRegistry } from "../cancel_registry.ts";
import { createDeadlines } from "../deadlines.ts";
import type { ExchangeResult, HttpRequest, Transport, TransportSettings } from "../transport.ts";
import type { StreamOpener } from "./byte_stream.ts";
import { ConnectionPool } from "./connection_pool.ts";
import { HttpExchange } from "./http_exchange.ts";
import type { HttpWorld } from "./http_exchange.ts";
import { createRequestEncoder, HeaderFault } from "./request_head.ts";
import { createTargets } from "./stream_targets.ts";

/**
 * Creates a transport that speaks HTTP/1.1 itself over streams of bytes. It owns the opener.
 *
 * A used connection that breaks before the first byte of a reply met a service that had closed it meanwhile: the
 * request is sent once more on a new one and counted in `connectionRetries`.
 */
export function createHttp1Transport(settings: TransportSettings, clock: Clock, opener: StreamOpener): Transport {
  const { connectionReuse, timeouts, maxReplyBytes, preconnect } = settings;
  checkCertificates(settings.caCerts);
  const deadlines = createDeadlines(clock);
  const pool = new ConnectionPool(connectionReuse, { clock, opener, deadlines });
  const cancelling = createCancelRegistry();
  const world: HttpWorld = { clock, deadlines, pool, timeouts, maxReplyBytes, cancelling, opener };
  const encode = createRequestEncoder(connectionReuse === "never");
  const toTarget = createTargets(settings);

  return {
    exchange(request, observer, signal) {
      try {
        const prepared = { request, target: toTarget(request.url), bytes: encode(request) };
        return new HttpExchange(world, prepared, observer).run(signal);
      } catch (cause) {
        if (!(cause instanceof HeaderFault)) throw cause;
        return Promise.resolve(refuse(request, cause.message, clock.nowMs()));
      }
    },
    async prepare(url) {
      await opener.prepare?.(toTarget(url));
      if (preconnect > 0) await pool.open(toTarget(url), { count: preconnect, limitMs: timeouts.connectMs });
    },
    endSession: (key) => pool.endSession(key),
    close() {
      pool.close();
      deadlines.close();
      opener[Symbol.dispose]();
    },
  };
}

/** The result of a request that cannot be put into HTTP. */
function refuse({ body }: HttpRequest, message: string, atMs: number): ExchangeResult {
  const failure: Failure = { kind: "connect_failed", message };
  return {
    times: {
      connectStartAtMs: null,
      connectedAtMs: null,
      tlsAtMs: null,
      sentAtMs: atMs,
      writtenAtMs: null,
      headersAtMs: null,
      firstByteAtMs: null,
      endAtMs: atMs,
    },
    counts: { sentBytes: body?.byteLength ?? 0, receivedBytes: 0, reads: 0, connectionRetries: 0 },
    network: { isReused: null, rttMs: null, retransmits: null },
    notes: [],
    status: null,
    failure,
  };
}
