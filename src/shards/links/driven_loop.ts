import type { Clock } from "../../core/clock.ts";
import { openDoorbell } from "../../transport/kernel/doorbell.ts";
import { KernelLoop } from "../../transport/kernel/kernel_loop.ts";
import { openLibc } from "../../transport/kernel/libc.ts";
import { createLoopTransport } from "../../transport/kernel/kernel_transport.ts";
import { mayLoadLibraries } from "../../transport/native_library.ts";
import type { Transport, TransportSettings } from "../../transport/transport.ts";

/** A loop of the kernel transport and what its driver keeps of it. */
export interface DrivenLoop {
  readonly loop: KernelLoop;
  readonly transport: Transport;
  readonly doorbell: number;
  /** Messages announced and messages arrived. */
  announced: number;
  received: number;
  /** The main thread rings for each message; before that the platform's loop gets a turn each time. */
  isAnnounced: boolean;
  isClosed: boolean;
}

/** Opens the C library ahead, and for all of this worker: to try the transport needs it, and then its loop. */
export function keepLibc(): void {
  try {
    if (mayLoadLibraries()) openLibc();
  } catch {
    // It is another one, which who tries the transport finds, too, and tells.
  }
}

/** Opens a loop with its transport and a bell for messages of the main thread. */
export function openDrivenLoop(settings: TransportSettings, runClock: Clock): DrivenLoop {
  const loop = new KernelLoop(() => runClock.nowMs(), settings.poller ?? "epoll");
  const doorbell = openDoorbell(loop.libc);
  const driven: DrivenLoop = {
    loop,
    transport: createLoopTransport(settings, runClock, loop),
    doorbell,
    announced: 0,
    received: 0,
    isAnnounced: false,
    isClosed: false,
  };
  const count = loop.arena.take(8);
  loop.poller.addBell(doorbell, () => {
    if (loop.libc.read(doorbell, count.bytes, 8) === 8) driven.announced += count.words[0] ?? 0;
  });
  return driven;
}
