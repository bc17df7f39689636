import type { Clock } from "../../core/clock.ts";
import { checkClientCertificate } from "../ca_certificates.ts";
import { createHttp1Transport } from "../http1/http1_transport.ts";
import { loadTlsEngine } from "../tls/load_tls_engine.ts";
import { toTlsSettings } from "../tls/tls_engine.ts";
import { createTlsOpener } from "../tls/tls_opener.ts";
import type { Transport, TransportSettings } from "../transport.ts";
import { createKernelOpener } from "./kernel_opener.ts";
import { KernelLoop } from "./kernel_loop.ts";

/** Creates a transport over sockets of a loop that somebody drives. */
export function createLoopTransport(settings: TransportSettings, clock: Clock, loop: KernelLoop): Transport {
  checkClientCertificate(settings.clientCertificate ?? null);
  // The loop gives no turns to what node:tls does later, so TLS is that of the system's library.
  const opener = createTlsOpener(createKernelOpener(loop), {
    clock,
    load: (protocol) => loadTlsEngine(toTlsSettings(settings, protocol), ["libssl"]),
    onBusy: (change) => loop.pending += change,
  });
  const transport = createHttp1Transport(settings, clock, {
    ...opener,
    open(target, listener) {
      // A TLS stream begins in a task of the platform's loop.
      loop.hasSettled ||= target.isTls;
      loop.onWork();
      return opener.open(target, listener);
    },
    [Symbol.dispose]: () => opener[Symbol.dispose](),
  });
  return { ...transport, takeArrivalDelays: () => loop.stamps.delays.take() };
}

function createOrDispose(settings: TransportSettings, clock: Clock, loop: KernelLoop): Transport {
  try {
    return createLoopTransport(settings, clock, loop);
  } catch (cause) {
    loop[Symbol.dispose]();
    throw cause;
  }
}

/** Turns in which nothing came, about a millisecond, after which the loop naps between two turns. */
const QUIET_TURNS = 50;
/** Arrivals have the kernel's stamps: it is the sending of the next request that may be late by so much. */
const NAP_MS = 1;

/** Creates a transport over sockets of its own loop, which takes its turns between those of the platform's loop. */
export function createKernelTransport(settings: TransportSettings, clock: Clock): Transport {
  const loop = new KernelLoop(() => clock.nowMs(), settings.poller ?? "epoll");
  const transport = createOrDispose(settings, clock, loop);
  const closing = new AbortController();
  let isPumping = false;

  const pump = async (): Promise<void> => {
    isPumping = true;
    let quietTurns = 0;
    while (!closing.signal.aborted && !loop.isIdle) {
      quietTurns = loop.turn(0) > 0 ? 0 : quietTurns + 1;
      loop.hasSettled = false;
      if (quietTurns < QUIET_TURNS) await clock.yieldTurn();
      else await clock.sleepUntil(clock.nowMs() + NAP_MS, closing.signal);
    }
    isPumping = false;
    if (closing.signal.aborted) loop[Symbol.dispose]();
  };
  loop.onWork = () => {
    if (!isPumping && !closing.signal.aborted) void pump();
  };
  return {
    ...transport,
    close() {
      closing.abort();
      transport.close();
      if (!isPumping) loop[Symbol.dispose]();
    },
  };
}
