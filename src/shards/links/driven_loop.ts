import type { Clock } from "../../core/clock.ts";
import { openDoorbell } from "../../transport/kernel/doorbell.ts";
import { READY } from "../../transport/kernel/epoll_poller.ts";
import { KernelLoop } from "../../transport/kernel/kernel_loop.ts";
import { createLoopTransport } from "../../transport/kernel/kernel_transport.ts";
import type { TransportSettings } from "../../transport/transport.ts";
import type { DrivenLoop } from "./loop_driver.ts";

/** Opens a loop with its transport and a bell for messages of the main thread. */
export function openDrivenLoop(settings: TransportSettings, runClock: Clock): DrivenLoop {
  const loop = new KernelLoop(() => runClock.nowMs());
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
  loop.poller.add(doorbell, READY.in, {
    onReady() {
      if (loop.libc.read(doorbell, count.bytes, 8) === 8) driven.announced += count.words[0] ?? 0;
    },
  });
  return driven;
}
